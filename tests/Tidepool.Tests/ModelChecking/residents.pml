/* One slot that may be a resident (src/Tidepool/Slots/Slot.cs, Residents.cs, Bucket*.cs), for the model checker Spin.
 *
 * The owner thread rents and returns by plain stores, which wait in a store buffer for any length of time; everything else is interlocked, or under the
 * bucket's lock. ARM is no weaker here: the owner has one kind of plain store, all to one place, and its next loads may happen before the stores are visible.
 * Another thread returns the leases handed to it, at the same moment as the owner if a lease is returned twice. The owner may share the slot, and earn it
 * again. An evictor takes the slot away. The owner thread may end between any two calls, with its lease out or not: then another thread runs on its memory,
 * and acts as the same owner until the slot is taken over and its buffer moves to another slot, the successor. Other actors rent and trim the shared slot.
 *
 * Proved in all interleavings: the buffer is in at most one place, a hand or the stack; it is never lost, nor dropped from a hand; a return that begins after
 * another return of the same lease has ended fails. Two returns of one lease at the same moment may both succeed: this is the one accepted race.
 *
 * -DNO_BARRIER and its siblings break one rule each; the checker must then find a fault. WITHOUT_ENDS and WITHOUT_SHARING leave out a part: with either one
 * the check takes seconds, with neither a minute.
 */

#define ROUNDS    2
#define SHARED    20
#define CLAIMED   40
#define OWNER     0
#define EVERYBODY 1
#define NOBODY    2
#define IDLE(g)   ((g) >= 0 && (g) < SHARED)

short generation = 0;   /* what all processors except the owner's see */
byte  keeper = OWNER;   /* the slot's owner and keeper, which change together */
bool  closed = false;   /* no page identifies the owner any more */
bool  look = false;     /* ReturnStep.Look */
bool  hot = true;       /* the owner's table has the slot */
bool  known = true;     /* the slot has its number */
short successor = 0;    /* the generation of the slot that the buffer has moved to */
bool  gate = false;     /* the bucket's lock */
byte  stack = 0;        /* what is on it: 1 the slot, 2 its successor */
byte  places = 0;       /* where the buffer is: hands, and the stack */
bool  gone = false;     /* dropped */
byte  running = 0;      /* actors that have not ended */
short passed = 0;       /* a lease on its way to the other thread */
bool  ownerEnded = false;  /* and no thread acts as that owner any more */
bool  threadEnded = false; /* the first one */
bool  ended[8];         /* by rent: a return of it has ended */

/* The owner's store buffer: at most two stores, because a third one waits for the first. */
byte  pending = 0;
short first = 0;
short second = 0;

/* For other threads a return has ended once they can know it, which is not before they see its store. */
inline drain_one() {
    generation = first;
    if :: first > 0 -> ended[first] = true :: else fi;
    first = second; second = 0; pending--
}
inline drain()   { do :: pending > 0 -> drain_one() :: else -> break od }
inline store(v)  { atomic { if :: pending == 2 -> drain_one() :: else fi; if :: pending == 0 -> first = v :: else -> second = v fi; pending++ } }
inline load(v)   { atomic { if :: pending == 2 -> v = second :: pending == 1 -> v = first :: else -> v = generation fi } }
inline enter()   { atomic { !gate -> gate = true } }
inline leave()   { gate = false }
inline take()    { places++; assert(places <= 1 && !gone) }
inline release() { places-- }

inline drop() { assert(known && !gone && places == 0); known = false; gone = true }

/* The buffer moves to another slot. */
inline go_on(count) { successor = SHARED + count; known = false; assert(stack == 0); stack = 2; take() }

inline push(count) { generation = SHARED + count; assert(stack == 0); stack = 1; take() }

proctype StoreBuffer() {
    do
    :: atomic { pending > 0 -> drain_one() }
    :: atomic { ownerEnded && pending == 0 -> break }
    od
}

/* The slot has been claimed. */
inline take_back(count) {
    if
#ifndef EVICTED_SLOT_IS_SHARED_WHEN_IT_COMES_BACK
    :: keeper == NOBODY ->
        /* The owner may have had pending stores when the slot was claimed, and may have rented it: they are visible once the evictor has left the lock. */
        atomic {
            !gate;
#ifdef CLAIMED_SLOT_IS_DROPPED_WITHOUT_A_LOOK
            drop();
#endif
#ifdef COMES_BACK_WITHOUT_A_LOOK_AT_THE_NUMBER
            known = true;
#endif
            if :: generation == CLAIMED + count && known -> if :: go_on(count) :: drop() fi :: else fi
        }
#endif
    :: else -> atomic { push(count) }
    fi
}

inline take_back_overtaken(count) {
    ok = false;
    atomic { if :: isOwner -> drain() :: else fi; if :: keeper != OWNER && generation == count -> generation = CLAIMED + count; ok = true :: else fi };
    if :: ok -> take_back(count) :: else fi;
    ok = true
}

inline exchange_own(to) {
    atomic { if :: isOwner -> drain() :: else fi; if :: generation == lease -> generation = to; ok = true :: else fi }
}

/* A return that isn't recognized as the owner's. */
inline return_elsewhere(lease) {
    ok = false;
    if
    :: keeper == OWNER ->
        exchange_own(-lease);
        if
#ifndef FOREIGN_RETURN_DOES_NOT_LOOK_AGAIN
        :: ok && keeper != OWNER -> take_back_overtaken(-lease)
#endif
        :: else
        fi
    :: else ->
        exchange_own(CLAIMED - lease);
        if :: ok -> take_back(-lease) :: else fi
    fi
}

/* A return on the owner thread, or on a thread that acts as the owner. */
inline return_by_owner(lease) {
    late = ended[-lease]; ok = false;
    if
    :: keeper == OWNER && !closed ->
        load(g);
        if
        :: g == lease ->
            store(-lease); ok = true;
            assert(!late);
#ifndef OWNER_RETURN_DOES_NOT_LOOK_AGAIN
            if :: look -> take_back_overtaken(-lease) :: else fi
#endif
        :: else
        fi
    :: else ->
        return_elsewhere(lease);
        assert(!(ok && late));
        if :: ok -> ended[-lease] = true :: else fi
    fi
}

/* The owner wrote "rented", but the slot isn't its own any more: undo the rent. */
inline take_back_unrented() {
    enter();
    atomic {
        drain();
#ifndef GIVEN_UP_RENT_IS_FORGOTTEN
        if :: known -> generation = CLAIMED - (generation + 1); drop() :: else fi;
#endif
        leave()
    }
}

/* Under the lock: takes the slot from the owner, and finds out whether it was idle. */
inline detach(isIdle) {
    isIdle = false;
    g = generation;
    atomic {
#ifdef CLAIMS_BY_A_PLAIN_STORE
        if :: IDLE(g) -> generation = g :: else fi;
#endif
        if :: IDLE(g) && generation == g -> generation = CLAIMED + g; isIdle = true :: else fi;
        hot = false
    }
}

/* Shares everything that the thread has for itself. */
inline share() {
    enter();
    if
    :: keeper == OWNER ->
#ifdef SHARES_WITHOUT_A_FENCE
        atomic { drain(); detach(ok) };
        keeper = EVERYBODY; look = true;
#else
        atomic { drain(); keeper = EVERYBODY; look = true };
        detach(ok);
#endif
        if :: ok -> atomic { push(g) } :: else fi
    :: else
    fi;
    leave()
}

proctype Owner(bool isSuccessor; byte round) {
    short g; short lease; bool ok; bool late; byte how; bool dies = false; bool hasShared = false;
    bool isOwner = true;
    do
#ifndef WITHOUT_ENDS
    :: !isSuccessor -> dies = true; break
#endif
    /* A successor may be handed a lease of the thread before it, which it returns as its own because the page matches. */
    :: isSuccessor && !hasShared -> hasShared = true;
        if :: atomic { passed != 0 -> lease = passed; passed = 0; how = 0 }; goto give_back :: true fi
    :: (!isSuccessor || hasShared) && round < ROUNDS && hot && !closed ->
        round++;
        load(g);
        if
        :: !IDLE(g) -> skip
        :: IDLE(g) ->
#ifdef LOOKS_AT_THE_KEEPER_BEFORE_THE_STORE
            if :: keeper != OWNER -> break :: else fi;
#endif
            lease = -(g + 1);
            store(lease);
#ifndef LOOKS_AT_THE_KEEPER_BEFORE_THE_STORE
            if :: keeper != OWNER -> take_back_unrented(); break :: else fi;
#endif
            goto use
        fi
#ifndef WITHOUT_SHARING
    /* After this it knows that the slot isn't its own. A successor shares nothing: its thread-static field refers to other residents. */
    :: !isSuccessor && !hasShared -> hasShared = true; share()
    :: !isSuccessor && round < ROUNDS && stack == 1 ->
        /* Earns it again. */
        atomic { if :: stack == 1 -> round++; stack = 0; release(); lease = -(generation - SHARED + 1) :: else -> lease = 0 fi };
        if :: lease != 0 -> atomic { generation = lease; !gate }; atomic { keeper = OWNER; look = false; hot = true }; goto use :: else fi
#endif
    :: round >= ROUNDS || isSuccessor || (!hot && stack != 1) -> break;
use:
        atomic { take() };
        atomic { release(); if :: how = 0 :: how = 1 :: how = 2 fi };
        if :: how >= 1 -> atomic { passed == 0 -> drain(); passed = lease } :: else fi;
give_back:
        if :: how != 1 -> return_by_owner(lease) :: else fi;
        atomic { ok = false; late = false; g = 0; lease = 0; how = 0 }
    od;
    atomic {
        drain(); threadEnded = true;
        if :: dies -> run Owner(true, round) :: else -> ownerEnded = true; running-- fi
    }
}

proctype OtherThread() {
    short lease; bool ok; bool late;
    bool isOwner = false;
    do
    :: atomic { passed != 0 -> lease = passed; passed = 0; late = ended[-lease] };
        return_elsewhere(lease);
        atomic {
            assert(!(ok && late));
            if :: ok -> ended[-lease] = true :: else fi;
            ok = false; late = false; lease = 0
        }
    :: atomic { ownerEnded && passed == 0 -> running--; break }
    od
}

/* The buffer of a slot that was claimed while idle is dropped, or, if its thread has ended, moves to another slot. */
inline finish_eviction(keepsIdle) {
    if
    :: ok && keepsIdle ->
#ifdef EVICTED_SLOT_IS_USED_AGAIN
        atomic { push(g) }
#else
#ifdef GENERATION_IS_READ_AGAIN
        g = generation - CLAIMED;
#endif
        atomic { go_on(g) }
#endif
    :: ok && !keepsIdle -> atomic { drop() }
    :: else
    fi
}

inline evict(keepsIdle) {
    enter();
    if
    :: keeper == OWNER ->
        /* Both are plain stores: ARM may show them in either order. */
        if :: keeper = NOBODY; look = true :: look = true; keeper = NOBODY fi;
#ifdef ENDED_THREAD_IS_EVICTED_WITHOUT_BARRIER
        atomic { if :: threadEnded :: else -> drain() fi };
#elif !defined(NO_BARRIER)
        atomic { drain() };
#endif
        detach(ok);
        finish_eviction(keepsIdle)
    :: else
    fi;
    leave()
}

proctype Evictor() {
    short g; bool ok;
    if :: evict(false) :: true fi;
    if
    :: threadEnded -> closed = true; evict(true)
#ifdef WITHOUT_ENDS
    :: true
#endif
    fi;
    running--
}

/* Rents what is on the shared stack, once. */
proctype SharedRenter() {
    short lease; bool ok; bool late; byte found;
    bool isOwner = false;
    atomic { found = stack; if :: found != 0 -> stack = 0; release() :: else fi };
    if
    :: found == 1 ->
        atomic { lease = -(generation - SHARED + 1); generation = lease; take() };
        atomic { release(); if :: passed == 0 && !ownerEnded -> passed = lease :: true fi; late = ended[-lease] };
        return_elsewhere(lease);
        assert(!(ok && late));
        if :: ok -> ended[-lease] = true :: else fi
    :: found == 2 ->
        atomic { assert(successor >= SHARED && successor < CLAIMED); take() };
        atomic { release(); successor++; stack = 2; take() }
    :: else
    fi;
    running--
}

/* Drops what is on the stack. */
proctype Trimmer() {
    atomic {
        !gate;
        if
        :: stack == 1 -> stack = 0; release(); generation = generation - SHARED + CLAIMED; drop()
        :: stack == 2 -> stack = 0; release(); gone = true
        :: else
        fi;
        running--
    }
}

/* At the end: the buffer is in exactly one place. */
proctype Check() {
    running == 0 && pending == 0;
    assert((stack != 0) + (keeper == OWNER && IDLE(generation)) + gone == 1);
    assert(stack != 2 || (successor >= SHARED && successor < CLAIMED))
}

init {
    atomic {
        running = 5;
        run StoreBuffer(); run Owner(false, 0); run OtherThread(); run Evictor(); run SharedRenter();
#ifdef TWO_THREADS_ARE_ONE_OWNER
        running++;
        run Owner(true, 0);
#endif
        run Trimmer(); run Check()
    }
}

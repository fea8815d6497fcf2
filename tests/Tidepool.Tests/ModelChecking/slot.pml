/* The protocol of one slot (src/Tidepool/Slots/Slot.cs, Depot*.cs), for the model checker Spin.
 *
 * The home thread rents and returns by plain stores, which wait in a store buffer for as long as the checker likes; all else is a locked
 * operation or happens under the depot's lock. Another thread returns the leases that it is handed, at the same moment as the home thread
 * where a lease is returned twice. An evictor takes the slot out of its ring, as trimming, decay and the end of a thread do; the home thread may make the
 * slot homeless itself; somebody rents from the depot, and somebody trims it. The home thread may end between any two calls, with its lease out or not: then another
 * thread runs on its memory, and acts as the same home until the evictor has come.
 *
 * Proved in all interleavings: the buffer is in one hand at most; nothing is lost; a return that begins after another of the same lease has ended
 * fails. Two returns of one lease at the same moment may both succeed: the one race that is accepted.
 *
 * -DNO_BARRIER and so on break one rule each; the checker must then find a fault.
 */

#define ROUNDS    2
#define IN_DEPOT  20
#define CLAIMED   40

#define AT_HOME   0
#define NO_HOME   1
#define EVICTED   2

#define IDLE(g)   ((g) >= 0 && (g) < IN_DEPOT)
#define RENTED(g) ((g) < 0)

short generation = 0;   /* what all processors but the home thread's see */
byte  home = AT_HOME;
bool  look = false;     /* ReturnStep.Look */
bool  settled = false;
bool  gate = false;     /* the depot's lock */
byte  depot = 0;        /* buffers that lie in the depot */
byte  hands = 0;        /* who holds the buffer, the depot included */
bool  gone = false;     /* the buffer has gone on in another slot, or to the collector */
byte  running = 0;      /* threads that have not ended */
short passed = 0;       /* a lease on its way to the other thread */
bool  homeEnded = false; /* and nobody acts as that home any more */
bool  threadEnded = false; /* the first one */
bool  ended[8];         /* by rent: a return of it has ended */

/* The home thread's store buffer: one store, since a second one waits for the first. */
bool  pending = false;
short stored = 0;

/* A return has ended for others once they can know it, which is not before they see its store. */
inline drain()   { if :: pending -> generation = stored; pending = false; if :: stored > 0 -> ended[stored] = true :: else fi :: else fi; stored = 0 }
inline store(v)  { atomic { drain(); stored = v; pending = true } }
inline load(v)   { atomic { if :: pending -> v = stored :: else -> v = generation fi } }
inline enter()   { atomic { !gate -> gate = true } }
inline leave()   { gate = false }
inline take()    { hands++; assert(hands <= 1) }
inline release() { hands-- }

/* Under the lock: a claimed slot comes to lie in the depot. */
inline to_depot(count) {
    generation = count + IN_DEPOT; depot++; take();
    if :: home == EVICTED -> settled = true :: else fi
}

proctype StoreBuffer() {
    do
    :: atomic { pending -> drain() }
    :: atomic { homeEnded && !pending -> break }
    od
}

/* A return that isn't recognized as one at home. Ends with the lock free. */
inline return_elsewhere(lease, late, overlaps, ok) {
    ok = false;
    if
    :: home == AT_HOME ->
        atomic { drain_if_home(overlaps); if :: generation == lease -> generation = -lease; ok = true :: else fi };
        if
        :: ok ->
#ifndef FOREIGN_RETURN_DOES_NOT_LOOK_AGAIN
            if :: home != AT_HOME -> take_back_overtaken(lease) :: else fi
#else
            skip
#endif
        :: else
        fi
    :: else ->
        atomic { drain_if_home(overlaps); if :: generation == lease -> generation = CLAIMED - lease; ok = true :: else fi };
        if
        :: ok -> enter(); atomic {
#ifdef TAKES_BACK_WITHOUT_A_LOOK
            to_depot(-lease);
#else
            if :: !settled && generation == CLAIMED - lease -> to_depot(-lease) :: else fi;
#endif
            leave() }
        :: else
        fi
    fi
}

inline drain_if_home(isHome) { if :: isHome -> drain() :: else fi }

inline take_back_overtaken(lease) {
    enter();
    atomic { if :: home != AT_HOME && !settled && generation == -lease -> to_depot(-lease) :: else fi; leave() }
}

/* A return on the thread that is the slot's home, or acts as it. */
inline return_at_home(lease, late, ok) {
    late = ended[-lease];
    if
    :: home == AT_HOME ->
        load(g);
        if
        :: g == lease ->
            store(-lease);
            assert(!late);
#ifndef HOME_RETURN_DOES_NOT_LOOK_AGAIN
            if :: look -> atomic { drain() }; if :: home != AT_HOME -> take_back_overtaken(lease) :: else fi
               :: else
            fi
#endif
        :: else
        fi
    :: else ->
        return_elsewhere(lease, late, true, ok);
        assert(!(ok && late));
        if :: ok -> ended[-lease] = true :: else fi
    fi
}

proctype Home(bool isSuccessor; byte round) {
    short g; short lease; bool ok; bool late; byte how; bool dies = false;
    if
    :: isSuccessor ->
        /* It may be handed a lease of the thread before it, which its page tells it to return as its own. */
        if
        :: atomic { passed != 0 -> lease = passed; passed = 0 }; return_at_home(lease, late, ok)
        :: true
        fi
    :: else
    fi;
    do
    :: !isSuccessor && round < ROUNDS && home == AT_HOME -> dies = true; break
    :: round < ROUNDS ->
        round++;
        load(g);
        if
        :: !IDLE(g) -> skip
        :: IDLE(g) ->
#ifdef LOOKS_AT_HOME_BEFORE_THE_STORE
            if :: home != AT_HOME -> break :: else fi;
#endif
            lease = -(g + 1);
            store(lease);
#ifndef LOOKS_AT_HOME_BEFORE_THE_STORE
            if
            :: home != AT_HOME ->
                /* Evicted meanwhile: the rent has not happened. */
                atomic { drain() };
                enter();
#ifndef GIVEN_UP_RENT_IS_FORGOTTEN
                atomic { if :: !settled -> to_depot(g) :: else fi };
#endif
                leave(); break
            :: else
            fi;
#endif
            take();
            atomic { release(); if :: how = 0 :: how = 1 :: how = 2 fi };
            if
            :: how >= 1 -> atomic { passed == 0 -> drain(); passed = lease }
            :: else
            fi;
            if
            :: how != 1 -> return_at_home(lease, late, ok)
            :: else
            fi
        fi
    /* Makes its own slot homeless, as when a place is needed, and never looks at it again. A successor knows that it isn't its own. */
    :: !isSuccessor && round == ROUNDS -> round++;
        enter();
        if
        :: home == AT_HOME ->
            atomic { drain(); home = NO_HOME };
            atomic { g = generation; if :: IDLE(g) -> to_depot(g) :: else fi };
        :: else
        fi;
        leave()
    :: round >= ROUNDS -> break
    od;
    atomic {
        drain(); threadEnded = true;
        if :: dies -> run Home(true, round) :: else -> homeEnded = true; running-- fi
    }
}

proctype OtherThread() {
    short lease; bool ok; bool late;
    do
    :: atomic { passed != 0 -> lease = passed; passed = 0 };
        late = ended[-lease];
        return_elsewhere(lease, late, false, ok);
        assert(!(ok && late));
        if :: ok -> ended[-lease] = true :: else fi
    :: atomic { homeEnded && passed == 0 -> running--; break }
    od
}

proctype Evictor() {
    short g;
    enter();
    if
    :: home == AT_HOME ->
        home = EVICTED;
        look = true;
#ifdef ENDED_THREAD_IS_EVICTED_WITHOUT_BARRIER
        atomic { if :: threadEnded :: else -> drain() fi };
#else
#ifndef NO_BARRIER
        atomic { drain() };
#endif
#endif
        atomic { g = generation; if :: IDLE(g) -> to_depot(g) :: else fi }
    :: else
    fi;
    atomic { leave(); running-- }
}

/* Rents from the depot, once. An evicted slot isn't used again: its buffer goes on in another one. */
proctype DepotRenter() {
    short lease; bool ok;
    enter();
    if
#ifdef EVICTED_SLOT_IS_USED_AGAIN
    :: depot > 0 ->
#else
    :: depot > 0 && home == EVICTED -> depot--; leave(); atomic { release(); gone = true }
    :: depot > 0 && home != EVICTED ->
#endif
        atomic { depot--; lease = -(generation - IN_DEPOT + 1); generation = lease; settled = false };
        leave();
        release();
        return_elsewhere(lease, ended[-lease], false, ok);
        if :: ok -> ended[-lease] = true :: else fi
    :: depot == 0 -> leave()
    fi;
    running--
}

/* Drops what lies in the depot. */
proctype Trimmer() {
    enter();
    atomic {
        if
        :: depot > 0 -> depot--; release(); gone = true; settled = true; generation = generation - IN_DEPOT + CLAIMED
        :: else
        fi;
        leave(); running--
    }
}

/* All is quiet: the buffer lies somewhere, once. */
proctype Check() {
    running == 0 && !pending;
    assert(depot + (home == AT_HOME && IDLE(generation)) + gone == 1)
}

init {
    atomic {
        running = 5;
        run StoreBuffer(); run Home(false, 0); run OtherThread(); run Evictor(); run DepotRenter();
#ifdef TWO_THREADS_ARE_ONE_HOME
        running++;
        run Home(true, 0);
#endif
        if :: run Trimmer() :: running-- fi;
        run Check()
    }
}

namespace Tidepool.Slots;

/// <content>Taking slots from rings: of other threads, and of threads that have ended.</content>
/// <remarks>
/// A living home thread may be about to rent an idle slot at the moment at which it is evicted, since it uses no interlocked operation.
/// Hence two rules. First, an idle slot that is evicted is never rented again, and one that is out only when its former home has since been
/// seen elsewhere (<see cref="Home.Visits"/>): else its buffer is left to the collector. Second, the home is taken away before anything
/// else, and a process-wide barrier makes all threads see that: a lease that was handed out in that moment is good, and finds the way here when it
/// is returned. What such a race can cost is one buffer, and a count that is late by one until then.
/// </remarks>
internal sealed partial class Depot
{
    /// <summary>A resident idle for this long gives its place to a thread that would have to drop a buffer otherwise. Arbitrary: long for a
    /// busy thread, short for a person.</summary>
    private static readonly TimeSpan s_longIdle = TimeSpan.FromSeconds(1);

    private long _lastLook;

    /// <summary>Drops all idle buffers.</summary>
    internal void Trim()
    {
        lock (_gate)
        {
            DropDepot();
            EvictWhere(static slot => slot.IsIdleAtHome);
        }
    }

    /// <summary>No buffer is kept from now on: idle ones are dropped, and rented ones when they come back.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            MaxIdle = 0;
            DropDepot();
            EvictWhere(static slot => true);
        }
    }

    /// <summary>Lets go of residents that have been out since the last call, so that the collector can find them if their leases were dropped.</summary>
    internal void ReleaseLongRented()
    {
        lock (_gate)
        {
            EvictWhere(static slot =>
            {
                ulong generation = Volatile.Read(ref slot.Generation);
                bool isLongRented = generation == slot.SeenByCollection && Generation.IsRented(generation);
                slot.SeenByCollection = generation;
                return isLongRented;
            });
        }
    }

    /// <summary>Takes all slots of a ring whose thread has ended: idle ones go to the depot, rented ones will when they come back.</summary>
    internal void TakeOver(Ring ring)
    {
        lock (_gate)
        {
            foreach (Slot? slot in ring.Slots)
            {
                if (slot is not null)
                {
                    MakeHomeless(slot);
                }
            }

            _rings.Remove(ring);
            AssertInvariants();
        }
    }

    /// <summary>Frees the places of residents of other threads that have lain idle since the last look, if that was long enough ago.</summary>
    private bool TryEvictLongIdle(Home? here)
    {
        if (_ledger.Time.GetElapsedTime(_lastLook) < s_longIdle)
        {
            return false;
        }

        _lastLook = _ledger.Time.GetTimestamp();
        EvictWhere(
            static slot =>
            {
                ulong generation = Volatile.Read(ref slot.Generation);
                bool isLongIdle = generation == slot.Seen && Generation.IsIdleAtHome(generation);
                slot.Seen = generation;
                return isLongIdle;
            },
            except: here);
        return HasFreePlace;
    }

    /// <summary>Where more are idle than may be, since a thread that owes places has not come by: evicts as many of its idle residents.</summary>
    private void EvictExcess()
    {
        if (_owed == 0)
        {
            return;
        }

        int excess = _depth - MaxIdle;
        foreach (Ring ring in _rings)
        {
            foreach (Slot? slot in ring.Slots)
            {
                excess += slot is not null && slot.IsIdleAtHome ? 1 : 0;
            }
        }

        Slot? victims = null;
        foreach (Ring ring in _rings)
        {
            int owed = ring.PlacesOwed;
            foreach (Slot? slot in ring.Slots)
            {
                if (excess > 0 && owed > 0 && slot is not null && slot.IsIdleAtHome)
                {
                    Link(slot, ref victims);
                    owed--;
                    excess--;
                }
            }
        }

        Evict(victims);
        AssertInvariants();
    }

    private void DropDepot()
    {
        while (_top is { } slot)
        {
            Volatile.Write(ref slot.Generation, Generation.ClaimedFromDepot(slot.Generation));
            _top = slot.Below;
            slot.Below = null;
            _depth--;
            Drop(slot, ref _trimmed);
        }
    }

    /// <summary>Evicts the residents that the choice picks, of all threads but one.</summary>
    private void EvictWhere(Func<Slot, bool> choice, Home? except = null)
    {
        Slot? victims = null;
        foreach (Ring ring in _rings)
        {
            if (except is null || ring.Home != except)
            {
                foreach (Slot? slot in ring.Slots)
                {
                    if (slot is not null && choice(slot))
                    {
                        Link(slot, ref victims);
                    }
                }
            }
        }

        Evict(victims);
        AssertInvariants();
    }

    /// <param name="victims">Residents, linked by <see cref="Slot.Below"/>, idle or not.</param>
    private void Evict(Slot? victims)
    {
        if (victims is null)
        {
            return;
        }

        for (Slot? slot = victims; slot is not null; slot = slot.Below)
        {
            Volatile.Write(ref slot.Home, Home.Evicted);
        }

        Interlocked.MemoryBarrierProcessWide();
        while (victims is { } slot)
        {
            victims = slot.Below;
            slot.Below = null;
            RemoveResident(slot);
            slot.VisitsAtEviction = slot.Ring!.Home.Visits;
            ulong generation = Volatile.Read(ref slot.Generation);
            CountFormerResident(slot, generation);
            if (Generation.IsIdleAtHome(generation)
                && Interlocked.CompareExchange(ref slot.Generation, Generation.ClaimedFromHome(generation), generation) == generation)
            {
                UncountHomeless(slot, generation);
                Drop(slot, ref _trimmed);
            }
        }
    }

    /// <summary>See <see cref="Home.Visits"/>.</summary>
    private static bool IsOutOfFormerHomesHands(Slot slot) => slot.Ring!.Home.Visits - slot.VisitsAtEviction >= 2;

    private static void Link(Slot slot, ref Slot? victims)
    {
        slot.Below = victims;
        victims = slot;
    }
}

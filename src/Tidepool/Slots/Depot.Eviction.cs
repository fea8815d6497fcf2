namespace Tidepool.Slots;

/// <content>Taking slots from rings: of other threads, and of threads that have ended.</content>
/// <remarks>
/// A living home thread rents without an interlocked operation, so an evictor can come in its middle. The evictor first takes the home
/// away, then issues a process-wide barrier, then looks at the generation; the home thread writes the generation, renting or returning, and then
/// looks whether the slot is still its own. If it is not, it gives the rent up, or brings the slot to the depot. It may have written to the slot at any
/// moment, so an evicted slot is never rented again: its array goes on in a new one. Nothing is lost, and every count is right.
/// </remarks>
internal sealed partial class Depot
{
    /// <summary>A resident idle for this long gives its place to a thread that would have to drop a buffer otherwise. Arbitrary: long for a
    /// busy thread, short for a person.</summary>
    private static readonly TimeSpan s_longIdle = TimeSpan.FromSeconds(1);

    // The choices are made with the type, and not when they are first needed: evictions happen in finalizers, and where memory has run out.
    private static readonly Func<Slot, bool> s_isAny = static slot => true;
    private static readonly Func<Slot, bool> s_isIdle = static slot => slot.IsIdleAtHome;

    /// <summary>Idle, and untouched since this was last asked.</summary>
    private static readonly Func<Slot, bool> s_isLongIdle = static slot =>
    {
        long generation = Volatile.Read(ref slot.Generation);
        bool isLongIdle = generation == slot.Notes.Seen && Generation.IsIdleAtHome(generation);
        slot.Notes.Seen = generation;
        return isLongIdle;
    };

    /// <summary>Out since the last full collection.</summary>
    private static readonly Func<Slot, bool> s_isLongRented = static slot =>
    {
        long generation = Volatile.Read(ref slot.Generation);
        bool isLongRented = generation == slot.Notes.SeenByCollection && Generation.IsRented(generation);
        slot.Notes.SeenByCollection = generation;
        return isLongRented;
    };

    private long _lastLook;

    /// <summary>Drops all idle buffers.</summary>
    internal void Trim()
    {
        using (_gate.Hold())
        {
            DropFrom(null);
            EvictWhere(s_isIdle);
        }

        ServeWaiters();
    }

    /// <summary>No buffer is kept from now on: idle ones are dropped, and rented ones when they come back.</summary>
    internal void Close()
    {
        using (_gate.Hold())
        {
            MaxIdle = 0;
            DropFrom(null);
            EvictWhere(s_isAny);
        }
    }

    /// <summary>Lets go of residents that have been out since the last call, so that the collector can find them if their leases were dropped.</summary>
    internal void ReleaseLongRented()
    {
        using (_gate.Hold())
        {
            EvictWhere(s_isLongRented);
        }

        ServeWaiters();
    }

    /// <summary>Takes all slots of a ring whose thread has ended: idle ones go to the depot, rented ones will when they come back.</summary>
    /// <remarks>Somebody may act in that thread's place just now (see <see cref="StackPage"/>), so this is an eviction like any other.</remarks>
    internal void TakeOver(Ring ring)
    {
        using (_gate.Hold())
        {
            Slot? victims = null;
            foreach (Slot? slot in ring.Slots)
            {
                if (slot is not null)
                {
                    Link(slot, ref victims);
                }
            }

            Evict(victims, keepIdle: true);
            _rings.Remove(ring);
            AssertInvariants();
        }

        ServeWaiters();
    }

    /// <summary>Frees the places of residents of other threads that have lain idle since the last look, if that was long enough ago.</summary>
    /// <param name="here">The running thread, whose residents stay.</param>
    /// <param name="now">The time; null where it wasn't asked, since there seemed to be a free place.</param>
    private bool TryEvictLongIdle(Home? here, long? now)
    {
        if (now is not { } look || Time.GetElapsedTime(_lastLook, look) < s_longIdle)
        {
            return false;
        }

        _lastLook = look;
        EvictWhere(s_isLongIdle, except: here);
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
            excess += ring.CountIdle(int.MaxValue);
        }

        Slot? victims = null;
        foreach (Ring ring in _rings)
        {
            excess -= LinkIdle(ring, Math.Min(excess, ring.PlacesOwed), ref victims);
        }

        Evict(victims, keepIdle: false);
        AssertInvariants();
    }

    /// <summary>Evicts the residents that the choice picks, of all threads but one; those of them that are idle are dropped.</summary>
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

        Evict(victims, keepIdle: false);
        AssertInvariants();
    }

    /// <summary>Takes residents out of their rings. Those that are out come to the depot when they are returned.</summary>
    /// <param name="victims">Residents, linked by <see cref="Slot.Below"/>, idle or not.</param>
    /// <param name="keepIdle">Whether those that are idle go to the depot; else they are dropped.</param>
    private void Evict(Slot? victims, bool keepIdle)
    {
        if (victims is null)
        {
            return;
        }

        for (Slot? slot = victims; slot is not null; slot = slot.Below)
        {
            Volatile.Write(ref slot.Home, Home.Evicted);
            slot.ReturnStep = ReturnStep.Look;
        }

        Interlocked.MemoryBarrierProcessWide();
        while (victims is { } slot)
        {
            victims = slot.Below;
            slot.Below = null;
            slot.Ring!.RemoveEvicted(slot);
            NoteRemovedFrom(slot.Ring);
            long generation = Volatile.Read(ref slot.Generation);
            CountHomeless(slot, Generation.Unclaimed(generation));
            if (Generation.IsIdleAtHome(generation))
            {
                long claimed = Generation.ClaimFromHome(generation);
                UncountHomeless(slot, claimed);
                if (keepIdle && HasFreePlace)
                {
                    Push(slot, claimed);
                }
                else
                {
                    Drop(slot, ref _trimmed);
                }
            }
        }
    }

    /// <summary>Adds up to so many idle residents to the victims, the last of the ring first: it uses its first ones most.</summary>
    private static int LinkIdle(Ring ring, int most, ref Slot? victims, int minSteps = 0)
    {
        int linked = 0;
        ReadOnlySpan<Slot?> slots = ring.Slots;
        for (int index = slots.Length - 1; index >= 0 && linked < most; index--)
        {
            if (slots[index] is { } slot && slot.IsIdleAtHome && slot.Notes.IdleSteps >= minSteps)
            {
                Link(slot, ref victims);
                linked++;
            }
        }

        return linked;
    }

    private static void Link(Slot slot, ref Slot? victims)
    {
        slot.Below = victims;
        victims = slot;
    }
}

namespace Tidepool.Slots;

/// <content>Places: who holds one, who borrows one, and who pays it back.</content>
internal sealed partial class Depot
{
    /// <summary>How many residents of another thread a return looks at for one that is out.</summary>
    private const int ForeignProbes = 32;

    /// <summary>The sum of all rings' residents.</summary>
    private int _residents;

    /// <summary>The sum of all rings' places owed.</summary>
    private int _owed;

    private bool HasFreePlace => _residents + _depth - _owed < MaxIdle;

    /// <summary>Finds a place where none is free: one of a rented resident, of this thread or another, else that of a buffer which has long been idle elsewhere.</summary>
    private bool TryBorrowPlace(long? now)
    {
        if (MaxIdle == 0 || _depth >= MaxIdle)
        {
            return false;
        }

        Home? here = Here;
        foreach (Ring ring in _rings)
        {
            if (ring.Home == here)
            {
                if (!ring.AllKnownIdle() && TryMakePlaceIn(ring))
                {
                    return true;
                }
            }
            else if (ring.PlacesOwed < ring.Residents && ring.HasRented(ForeignProbes))
            {
                ring.PlacesOwed++;
                _owed++;
                return true;
            }
        }

        return TryEvictLongIdle(here, now);
    }

    /// <summary>Gives up the places that other threads borrowed from this ring, as far as its residents are out. Home thread of the ring.</summary>
    private void PayPlacesOwed(Ring ring)
    {
        while (ring.PlacesOwed > 0 && ring.NextRented() is { } slot)
        {
            MakeHomeless(slot);
        }
    }

    /// <summary>True when there is a free place, after making rented residents homeless as far as needed. Home thread of the ring.</summary>
    private bool TryMakePlaceIn(Ring ring)
    {
        while (!HasFreePlace)
        {
            if (ring.NextRented() is not { } slot)
            {
                return false;
            }

            MakeHomeless(slot);
        }

        return true;
    }

    /// <summary>Makes a rented resident homeless: its place is free, or pays what the ring owes, and it goes to the depot when it comes back.</summary>
    /// <remarks>For the ring's home thread. It comes back at once where another thread returned it just now.</remarks>
    private void MakeHomeless(Slot slot)
    {
        // The ring forgets the slot first: what lies in the depot may be rented by another thread, so no home may look at it any more.
        slot.Ring!.Remove(slot);
        NoteRemovedFrom(slot.Ring);

        // A full fence, as is the compare-exchange of a return: either that return sees that the home is gone, or it is seen here.
        Interlocked.Exchange(ref slot.Home, Home.None);
        long generation = Volatile.Read(ref slot.Generation);
        CountHomeless(slot, Generation.Unclaimed(generation));
        if (Generation.IsIdleAtHome(generation))
        {
            TakeBackOvertaken(slot, generation);
        }
    }

    private void MakeResident(Slot slot, Ring ring)
    {
        // From now on its generation counts for itself.
        CountUpTo(slot, 0);
        ring.Add(slot);
        _residents++;
    }

    private void NoteRemovedFrom(Ring ring)
    {
        _residents--;
        if (ring.PlacesOwed > 0)
        {
            ring.PlacesOwed--;
            _owed--;
        }
    }
}

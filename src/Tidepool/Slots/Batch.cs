namespace Tidepool.Slots;

/// <summary>A few idle slots of one size class at hand for one thread, so that it needn't go to the shared stack for each.</summary>
/// <remarks>
/// The thread rents first what it returned last. It takes several from the stack at once, and gives several back at once. They are everybody's all the same:
/// whoever needs them, or releases memory, takes them from here. So each is claimed by a compare-exchange, by its thread too.
/// Only the thread writes these fields; others read them, and go by what the generations say.
/// </remarks>
internal sealed class Batch(Bucket bucket)
{
    /// <summary>More than so many at once save next to nothing.</summary>
    internal const int Most = 16;

    /// <summary>The oldest first; empty from <see cref="_count"/> on, and where another thread has claimed the slot.</summary>
    private Place[] _places = NewPlaces();

    private int _count;

    /// <summary>Whether the thread has rented here since it last gave slots to the stack. One that only returns keeps nothing at hand.</summary>
    private bool _hasRented;

    /// <summary>Counts what the thread does here.</summary>
    private int _uses;

    private int _usesSeenByDecay;

    private int _usesSeenByRents;

    internal static Place[] NewPlaces() => new Place[Most + 1];

    /// <summary>Whether anything lies here, as far as that can be told in the middle of traffic.</summary>
    internal bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Rents the slot that came last; null when there is none. The batch's thread.</summary>
    internal Slot? TryRent(int size)
    {
        while (_count > 0)
        {
            ref Place place = ref _places[--_count];
            Slot? slot = place.Slot;
            place.Slot = null;
            if (slot is not null && slot.TryRentBatched(size))
            {
                _uses++;
                _hasRented = true;
                return slot;
            }
        }

        return null;
    }

    /// <summary>Takes what another thread has given away, and rents one of these slots; null when there is none. The batch is empty; its thread.</summary>
    internal Slot? TryRentGiven(int size)
    {
        _count = bucket.Given.TryTake(ref _places);
        return TryRent(size);
    }

    /// <summary>Takes slots from the stack and rents one of them; null when there is none. The batch is empty; its thread.</summary>
    internal Slot? TryRefill(SharedStack shared, int size, int capacity)
    {
        int taken = shared.PopSome(_places.AsSpan(0, capacity));
        if (taken == 0)
        {
            return null;
        }

        _uses++;
        _hasRented = true;
        _count = taken - 1;
        for (int index = 0; index < _count; index++)
        {
            _places[index].Slot!.MoveToBatch();
        }

        Slot last = _places[_count].Slot!;
        _places[_count].Slot = null;
        last.RentShared(size);
        if (ShareExcess())
        {
            // Somebody may have begun to wait since the thread saw that nobody did.
            bucket.Pool.Budget.ServeWaiters();
        }

        return last;
    }

    /// <summary>Takes in a slot that was claimed, and gives others to the stack where there are too many. The batch's thread.</summary>
    internal void Add(Slot slot, long claimed)
    {
        _uses++;
        _places[_count++].Slot = slot;
        Volatile.Write(ref slot.Generation, Generation.BatchClaimed(claimed));
        ShareExcess();
    }

    /// <summary>Whether the thread has done nothing here since the decay last asked. Under the bucket's lock.</summary>
    internal bool IsQuietSinceLastDecay() => IsQuiet(ref _usesSeenByDecay);

    /// <summary>Whether the thread has done nothing here since another one last found nothing to rent. Under the bucket's lock.</summary>
    internal bool IsQuietSinceLastRentElsewhere() => IsQuiet(ref _usesSeenByRents);

    /// <summary>Where the slots lie now, and others that have left.</summary>
    internal Place[] Places => Volatile.Read(ref _places);

    /// <summary>Claims one of the slots; null when there is none. Any thread.</summary>
    internal static Slot? TryClaimOne(Place[] places)
    {
        foreach (ref Place place in places.AsSpan())
        {
            if (place.Slot is { } slot && slot.TryClaimBatched())
            {
                // A dropped lease must not be held from here. Before the slot goes on: its thread can't put it here again meanwhile.
                Interlocked.CompareExchange(ref place.Slot, null, slot);
                return slot;
            }
        }

        return null;
    }

    private bool IsQuiet(ref int usesSeen)
    {
        int seen = usesSeen;
        usesSeen = Volatile.Read(ref _uses);
        return seen == usesSeen;
    }

    /// <summary>Gives slots away where there are too many: half of them, or, where the thread only returns, as many as can be.</summary>
    private bool ShareExcess()
    {
        // Read after the slots can be seen where they are now: whoever lowers the capacity issues a process-wide barrier and then looks into the batches.
        // Who looks may miss what is moved at that moment, so the capacity is read again after each move.
        bool isAny = false;
        for (int capacity = bucket.BatchCapacity; _count > capacity; capacity = bucket.BatchCapacity)
        {
            int shared = _hasRented ? _count - ((capacity + 1) / 2) : _count;
            int given = Math.Min(shared, capacity);
            if (capacity > 1 && bucket.Given.TryGive(ref _places, _count, given))
            {
                _count -= given;
            }
            else
            {
                ShareOldest(shared);
            }

            _hasRented = false;
            isAny = true;
        }

        return isAny;
    }

    private void ShareOldest(int count)
    {
        int shared = 0;
        for (int index = 0; index < count; index++)
        {
            if (_places[index].Slot is { } slot && slot.TryShareBatched())
            {
                _places[shared++].Slot = slot;
            }
        }

        bucket.Push(_places.AsSpan(0, shared));
        _places.AsSpan(count, _count - count).CopyTo(_places);
        _places.AsSpan(_count - count, count).Clear();
        _count -= count;
    }

    /// <summary>Room for one slot. A struct, so that storing one needs no check of the array's type.</summary>
    internal struct Place
    {
        internal Slot? Slot;
    }
}

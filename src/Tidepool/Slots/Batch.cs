namespace Tidepool.Slots;

/// <summary>A few idle shared slots of one size class, set aside for one thread, so that it doesn't go to the shared stack for each of them.</summary>
/// <remarks>
/// The thread rents first what it returned last. It takes several slots from the stack at once, and gives several back at once. They stay shared: a thread
/// that needs one, or releases memory, takes it from here. So each is claimed by a compare-exchange, by the batch's own thread too.
/// Only that thread writes these fields; others read them, and go by the generations.
/// </remarks>
internal sealed class Batch(Bucket bucket, OwnerThread thread)
{
    /// <summary>The most slots in a batch. With one more, which a thread is about to give away, that is 16: the size that the table in docs/design.md was
    /// measured with.</summary>
    internal const int Most = 15;

    /// <summary>The oldest slot first. Places from <see cref="_count"/> on are empty, as are those whose slot another thread has claimed.</summary>
    private Place[] _places = NewPlaces();

    private int _count;

    /// <summary>Whether the thread has rented from here since it last gave slots away. A thread that only returns keeps next to nothing.</summary>
    private bool _hasRented;

    /// <summary>How often the thread has rented from here or put a slot here.</summary>
    private int _uses;

    private int _usesSeenByDecay;

    private int _usesSeenByRents;

    internal static Place[] NewPlaces() => new Place[Most + 1];

    /// <summary>Whether the batch is empty: a guess while its thread is at work.</summary>
    internal bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Rents the slot that came last; null if there is none. For the batch's thread.</summary>
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

    /// <summary>Takes over a batch that another thread has given away, and rents one of its slots; null if there is none.
    /// For the thread of a batch that is empty.</summary>
    internal Slot? TryRentGiven(int size)
    {
        _count = bucket.Given.TryTake(ref _places);
        Slot? slot = TryRent(size);
        ShareExcessOfRent();
        return slot;
    }

    /// <summary>Takes slots from the stack and rents one of them; null if there is none. For the thread of a batch that is empty.</summary>
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
        ShareExcessOfRent();
        return last;
    }

    /// <summary>Adds a claimed slot, and gives others away if there are too many. For the batch's thread.</summary>
    internal void Add(Slot slot, long claimed)
    {
        _uses++;
        _places[_count++].Slot = slot;
        Volatile.Write(ref slot.Generation, Generation.BatchClaimed(claimed));
        ShareExcess();
    }

    /// <summary>Whether the thread has not used its batch since the decay last asked. Under the bucket's lock.</summary>
    internal bool IsQuietSinceLastDecay() => IsQuiet(ref _usesSeenByDecay);

    /// <summary>Whether the thread has not used its batch since another thread's rent last asked. Under the bucket's lock.</summary>
    internal bool IsQuietSinceLastRentElsewhere() => IsQuiet(ref _usesSeenByRents);

    /// <summary>The slots' places. Some may refer to slots that have left.</summary>
    internal Place[] Places => Volatile.Read(ref _places);

    /// <summary>Claims one of the slots; null if there is none. Any thread.</summary>
    internal static Slot? TryClaimOne(Place[] places)
    {
        foreach (ref Place place in places.AsSpan())
        {
            if (place.Slot is { } slot && slot.TryClaimBatched())
            {
                // A place must not keep a dropped lease's slot alive. Cleared before the slot goes on, so that its thread can't put it here again meanwhile.
                Interlocked.CompareExchange(ref place.Slot, null, slot);
                return slot;
            }
        }

        return null;
    }

    /// <summary>How many slots the batch may hold now: none once its thread has ended and is being taken over. Another thread may act in its place.</summary>
    private int Capacity => thread.IsTakenOver ? 0 : bucket.BatchCapacity;

    private bool IsQuiet(ref int usesSeen)
    {
        int seen = usesSeen;
        usesSeen = Volatile.Read(ref _uses);
        return seen == usesSeen;
    }

    /// <summary>Gives away what a rent has taken beyond the capacity, which may have fallen meanwhile. A caller may have begun to wait, too, since this thread
    /// saw that none did.</summary>
    private void ShareExcessOfRent()
    {
        if (ShareExcess())
        {
            bucket.Pool.Budget.ServeWaiters();
        }
    }

    /// <summary>Gives slots away if there are too many: half of them, or as many as possible if the thread only returns.</summary>
    private bool ShareExcess()
    {
        // Read after the slots can be seen in their places: a thread that lowers the capacity issues a process-wide barrier and then looks into the batches.
        // It may miss slots that are just being moved, so the capacity is read again after each move.
        bool isAny = false;
        for (int capacity = Capacity; _count > capacity; capacity = Capacity)
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

namespace Tidepool.Slots;

/// <summary>A few idle slots of one size class at hand for one thread, so that it needn't go to the shared stack for each.</summary>
/// <remarks>
/// The thread rents first what it returned last. It takes several from the stack at once, and gives several back at once. They are everybody's all the same: whoever releases memory takes them from here. So each
/// is claimed by a compare-exchange, by its thread too. Only the thread writes these fields; others read them, and go by what the generations say.
/// </remarks>
internal sealed class Batch(Bucket bucket)
{
    /// <summary>More than so many at once save next to nothing.</summary>
    internal const int Most = 16;

    /// <summary>The oldest first; null from <see cref="_count"/> on.</summary>
    private readonly Slot?[] _slots = new Slot?[Most + 1];

    private int _count;

    /// <summary>Counts what the thread does here.</summary>
    private int _uses;

    private int _usesSeen;

    /// <summary>Rents the slot that came last; null when there is none. The batch's thread.</summary>
    internal Slot? TryRent(int size)
    {
        while (_count > 0)
        {
            ref Slot? place = ref _slots[--_count];
            Slot slot = place!;
            place = null;
            if (slot.TryRentBatched(size))
            {
                _uses++;
                return slot;
            }
        }

        return null;
    }

    /// <summary>Takes slots from the stack and rents one of them; null when there is none. The batch is empty; its thread.</summary>
    internal Slot? TryRefill(SharedStack shared, int size, int capacity)
    {
        int taken = shared.PopSome(_slots.AsSpan(0, capacity));
        if (taken == 0)
        {
            return null;
        }

        _uses++;
        _count = taken - 1;
        for (int index = 0; index < _count; index++)
        {
            _slots[index]!.MoveToBatch();
        }

        Slot last = _slots[_count]!;
        _slots[_count] = null;
        last.RentShared(size);
        return last;
    }

    /// <summary>The slots that lie here, as far as that can be told in the middle of traffic.</summary>
    internal int Count => _count;

    /// <summary>Takes in a slot that was claimed, and gives half of the others to the stack where there are enough. The batch's thread.</summary>
    internal void Add(Slot slot, long claimed)
    {
        _uses++;
        _slots[_count++] = slot;
        Volatile.Write(ref slot.Generation, Generation.BatchClaimed(claimed));

        // Read after the slot can be seen here: whoever lowers the capacity issues a process-wide barrier and then looks into the batches.
        int capacity = bucket.BatchCapacity;
        if (_count > capacity)
        {
            ShareOldest(_count - ((capacity + 1) / 2));
        }
    }

    /// <summary>Whether the thread has done nothing here since this was last asked. Under the bucket's lock.</summary>
    internal bool IsQuiet()
    {
        int seen = _usesSeen;
        _usesSeen = Volatile.Read(ref _uses);
        return seen == _usesSeen;
    }

    /// <summary>Claims one of the slots; null when there is none. Any thread.</summary>
    internal Slot? TryClaimOne()
    {
        foreach (Slot? slot in _slots)
        {
            if (slot is not null && slot.TryClaimBatched())
            {
                return slot;
            }
        }

        return null;
    }

    private void ShareOldest(int count)
    {
        int shared = 0;
        for (int index = 0; index < count; index++)
        {
            Slot slot = _slots[index]!;
            if (slot.TryShareBatched())
            {
                _slots[shared++] = slot;
            }
        }

        bucket.Push(_slots.AsSpan(0, shared));
        _slots.AsSpan(count, _count - count).CopyTo(_slots);
        _slots.AsSpan(_count - count, count).Clear();
        _count -= count;
    }
}

namespace Tidepool.Slots;

/// <content>What threads have at hand.</content>
/// <remarks>
/// Each thread has room for one slot, as long as the cap is far away, and for more where so many slots of the class exist that it makes no difference: an eighth of them for all threads together, and 64 KiB for each.
/// A rent that finds the stack empty looks into all batches before a buffer is made, so nothing is made since something lies there.
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>Of so many slots one may lie in a batch.</summary>
    private const int SlotsPerPlace = 8;

    /// <summary>Of the idle buffers that the cap allows, one in so many may have its place in a batch.</summary>
    private const int CapPerPlace = 4;

    private const int MostBytes = 64 * 1024;

    /// <summary>Whether threads may have slots at hand.</summary>
    private volatile bool _hasBatches;

    /// <summary>How many slots each thread may have at hand now. Changes under the lock.</summary>
    private volatile int _batchCapacity;

    /// <summary>Pushes slots that show "shared", in this order, as far as the cap allows, and drops the others.</summary>
    internal void Push(ReadOnlySpan<Slot?> slots)
    {
        if (_shared.TryPush(slots, MostShared))
        {
            return;
        }

        foreach (Slot? slot in slots)
        {
            long claimed = Generation.ClaimShared(slot!.Generation);
            Volatile.Write(ref slot.Generation, claimed);
            TakeBackToStack(slot, claimed);
        }
    }

    /// <summary>The running thread, as this class knows it, also where it has never rented; null where there is no memory for that, or the pool has been closed.</summary>
    private Residents? TryFindHere()
    {
        try
        {
            return (_caches!.Known ?? _caches.GetOrCreate())?.ResidentsOf(_sizeClass, this);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Rents what another thread has at hand; null when there is nothing.</summary>
    private Slot? TryRentFromBatches(int size)
    {
        if (_batchCapacity == 0)
        {
            return null;
        }

        using (_gate.Hold())
        {
            foreach (Residents thread in _threads)
            {
                if (thread.Batch.TryClaimOne() is { } slot)
                {
                    slot.RentClaimed(size);
                    return slot;
                }
            }

            return null;
        }
    }

    /// <summary>Called when the number of slots or of threads has changed. Under the lock.</summary>
    private void SetBatchCapacity()
    {
        long threads = _threads.Count;
        long capacity = !_hasBatches || threads == 0 ? 0
            : Math.Max(1, Math.Min(Math.Min(Batch.Most, MostBytes / BufferSize), Live / (SlotsPerPlace * threads)));
        _batchCapacity = capacity * threads > _maxIdle / CapPerPlace ? 0 : (int)capacity;
    }

    /// <summary>Makes everybody's what threads have at hand, or, of those that did nothing since the last step of the decay. Under the lock.</summary>
    private void ShareBatchesHeld(bool onlyQuiet)
    {
        foreach (Residents thread in _threads)
        {
            if (thread.Batch.IsQuiet() || !onlyQuiet)
            {
                ShareBatch(thread.Batch);
            }
        }
    }

    private void ShareBatch(Batch batch)
    {
        while (batch.TryClaimOne() is { } slot)
        {
            if (!TryPush(slot, slot.Generation))
            {
                DropHeld(slot, ref _trimmed);
            }
        }
    }

    private void ShareBatches()
    {
        using (_gate.Hold())
        {
            ShareBatchesHeld(onlyQuiet: false);
        }
    }

    /// <summary>From now on all that is everybody's lies on the stack. Under the lock.</summary>
    private void EndBatchesHeld()
    {
        _hasBatches = false;
        SetBatchCapacity();
        ShareBatchesHeld(onlyQuiet: false);
    }
}

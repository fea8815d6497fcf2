namespace Tidepool.Slots;

/// <content>What threads have at hand.</content>
/// <remarks>
/// Each thread has room for one slot, as long as the cap is far away, and for more where so many slots of the class exist that it makes no difference:
/// an eighth of them for all threads together, and 64 KiB for each. Then there is as much room again for batches that threads give away.
/// A rent that finds the stack empty looks into all batches before a buffer is made.
/// Where they hold so small a part it leaves those of busy threads alone: what these have at hand they use or share in a moment,
/// and to take it away slows both threads, again and again, where one more buffer ends the shortage.
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>Of so many slots one may lie in a batch.</summary>
    private const int SlotsPerPlace = 8;

    /// <summary>Of the idle buffers that the cap allows, one in so many may have its place in a thread's batch.</summary>
    private const int CapPerPlace = 4;

    private const int MostBytes = 64 * 1024;

    /// <summary>Whether threads may have slots at hand.</summary>
    private volatile bool _hasBatches;

    /// <summary>How many slots each thread may have at hand now. Changes under the lock.</summary>
    private volatile int _batchCapacity;

    /// <summary>Places that the cap keeps for batches: at least as many as lie in them. Changes under the lock.</summary>
    private volatile int _places;

    /// <summary>The most that a thread may have had at hand since all batches were last emptied. Under the lock.</summary>
    private int _placesEach;

    internal int BatchCapacity => _batchCapacity;

    /// <summary>What threads have given away for others to take.</summary>
    internal GivenBatches Given { get; } = new();

    /// <summary>Pushes slots that show "shared", in this order, as far as the cap allows, and drops the others.</summary>
    internal void Push(ReadOnlySpan<Batch.Place> slots)
    {
        int most = MostShared;
        if (_shared.TryPush(slots, most))
        {
            DropExcess(most);
            return;
        }

        foreach (Batch.Place place in slots)
        {
            long claimed = Generation.ClaimShared(place.Slot!.Generation);
            Volatile.Write(ref place.Slot.Generation, claimed);
            TakeBackToStack(place.Slot, claimed);
        }
    }

    /// <summary>The running thread, as this class knows it, also where it has never rented; null where there is no memory for that,
    /// or the pool has been closed.</summary>
    private Residents? TryFindHere() => _caches!.Known?.KnownOf(_sizeClass) ?? TryMakeKnown();

    private Residents? TryMakeKnown()
    {
        try
        {
            return _caches!.GetOrCreate()?.ResidentsOf(_sizeClass, this);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Makes everybody's what one of the threads has at hand. False when none has anything, or it isn't worth it.</summary>
    private bool TryShareABatch()
    {
        if (!_hasBatches)
        {
            return false;
        }

        bool isFromAny = _batchCapacity == 1 || Pool.Budget.ShortOf(BufferSize) > 0;
        using (_gate.Hold())
        {
            if (TryShareGiven())
            {
                return true;
            }

            foreach (Residents thread in _threads)
            {
                Batch batch = thread.Batch;
                if (!batch.IsEmpty && (batch.IsQuietSinceLastRentElsewhere() || isFromAny) && ShareBatch(batch) > 0)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Called when the number of slots or of threads has changed. Under the lock.</summary>
    /// <remarks>
    /// A batch may hold more than its thread may have now, until that thread gets there again: so its places go on counting. Where they are too many,
    /// all batches are emptied.
    /// </remarks>
    private void SetBatchCapacity()
    {
        int threads = _threads.Count;
        int most = _hasBatches && threads > 0 ? _maxIdle / CapPerPlace / threads : 0;
        int capacity = most == 0 ? 0 : (int)Math.Clamp(Math.Min(MostBytes / BufferSize, Live / (SlotsPerPlace * threads)), 1, Math.Min(most, Batch.Most));
        int each = Math.Max(_placesEach, capacity);
        if (each <= most && TryKeepPlaces(PlacesFor(each)))
        {
            _placesEach = each;
            _batchCapacity = capacity;
            return;
        }

        _batchCapacity = 0;
        _placesEach = 0;
        _places = 0;

        // Whoever puts a slot into a batch looks at the capacity afterwards: if that was too early, the slot is seen here.
        Interlocked.MemoryBarrierProcessWide();
        ShareBatchesHeld(onlyQuiet: false);
        if (capacity > 0 && TryKeepPlaces(PlacesFor(capacity)))
        {
            _placesEach = capacity;
            _batchCapacity = capacity;
        }
    }

    /// <summary>So many for each thread, and for batches with room for several as many again, which it may have given away.</summary>
    private int PlacesFor(int each) => (each > 1 ? 2 : 1) * each * _threads.Count;

    /// <summary>Changes the number of places, unless too much lies on the stack for that. Under the lock.</summary>
    private bool TryKeepPlaces(int places)
    {
        int before = _places;
        _places = places;

        // As is a push: either that sees the new number, or its slot is seen here.
        Interlocked.MemoryBarrier();
        if (places <= before || _shared.Depth <= MostShared)
        {
            return true;
        }

        _places = before;
        return false;
    }

    /// <summary>Makes everybody's what threads have at hand, or, of those that did nothing since the last step of the decay. Under the lock.</summary>
    /// <returns>How many slots that were.</returns>
    private int ShareBatchesHeld(bool onlyQuiet)
    {
        int shared = 0;
        using Lock.Scope held = Given.Hold();
        foreach (Residents thread in _threads)
        {
            if (thread.Batch.IsQuietSinceLastDecay() || !onlyQuiet)
            {
                shared += ShareBatch(thread.Batch);
            }
        }

        int untouched = Given.TakeLowest();
        return shared + ShareGivenHeld(onlyQuiet ? untouched : int.MaxValue);
    }

    private int ShareBatch(Batch batch) => ShareClaimable(batch.Places);

    private int ShareClaimable(Batch.Place[] places)
    {
        int shared = 0;
        for (; Batch.TryClaimOne(places) is { } slot; shared++)
        {
            if (!TryPush(slot, slot.Generation))
            {
                DropHeld(slot, ref _trimmed);
            }
        }

        return shared;
    }

    /// <summary>The same where nobody takes it as a whole: batches have room for one slot now. Under the lock.</summary>
    private bool TryShareGiven()
    {
        if (Given.IsEmpty)
        {
            return false;
        }

        using (Given.Hold())
        {
            return ShareGivenHeld(int.MaxValue) > 0;
        }
    }

    /// <summary>Makes everybody's what threads have given away, up to so many batches, the oldest first. Under both locks.</summary>
    /// <returns>How many slots that were.</returns>
    private int ShareGivenHeld(int batches)
    {
        int shared = 0;
        for (; batches > 0 && Given.TryTakeOldest() is { } places; batches--)
        {
            shared += ShareClaimable(places);

            // What was claimed by others leaves nothing behind.
            Array.Clear(places);
        }

        return shared;
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
        if (_hasBatches)
        {
            _hasBatches = false;
            SetBatchCapacity();
        }
    }
}

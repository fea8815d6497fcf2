namespace Tidepool.Slots;

/// <content>The threads' batches.</content>
/// <remarks>
/// A batch has room for one slot while the cap is far away, and for more where that is a small part of the existing slots:
/// an eighth of them for all threads together, and 64 KiB for each thread. Batches that threads give away then have as much room again.
/// A rent that finds the stack empty looks into all batches before a buffer is made.
/// Where batches have room for several, it leaves those of busy threads alone: such a thread uses or shares its batch in a moment anyway,
/// and taking it away slows both threads down, again and again, where one more buffer ends the shortage.
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>Batches have one place for this many slots. Arbitrary: an eighth of all buffers, at most, is out of the other threads' sight.</summary>
    private const int SlotsPerPlace = 8;

    /// <summary>Batches have one place for this many idle buffers that the cap allows. Arbitrary.</summary>
    private const int CapPerPlace = 4;

    /// <summary>The most bytes in one batch, unless it has a single place. Arbitrary: beside the use of a large buffer, a trip to the stack
    /// is nothing.</summary>
    private const int MostBytes = 64 * 1024;

    /// <summary>Whether threads may have batches.</summary>
    private volatile bool _hasBatches;

    /// <summary>How many slots a batch may hold now. Changes under the lock.</summary>
    private volatile int _batchCapacity;

    /// <summary>How many places of the cap are set aside for batches: no fewer than the slots in them. Changes under the lock.</summary>
    private volatile int _places;

    /// <summary>The highest capacity since all batches were last emptied. Under the lock.</summary>
    private int _placesEach;

    internal int BatchCapacity => _batchCapacity;

    /// <summary>Batches that threads have given away, for others to take.</summary>
    internal GivenBatches Given { get; } = new();

    /// <summary>Pushes slots that show "shared", in this order, as far as the cap allows, and drops the rest.</summary>
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

    /// <summary>The running thread's residents, made if this is its first use of the class; null if there is no memory for that,
    /// or the pool has been closed.</summary>
    private Residents? TryFindHere() => _caches!.KnownOfActing?.KnownOf(_sizeClass) ?? TryMakeKnown();

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

    /// <summary>Empties one batch onto the stack. False if none holds anything, or only those of busy threads that are left alone.</summary>
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
    /// A batch may hold more than the new capacity until its thread uses it again, so its places still count. If there are too many places,
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

        // A thread that puts a slot into its batch reads the capacity afterwards: either it reads the new one, or we see the slot.
        Interlocked.MemoryBarrierProcessWide();
        ShareBatchesHeld(onlyQuiet: false);
        if (capacity > 0 && TryKeepPlaces(PlacesFor(capacity)))
        {
            _placesEach = capacity;
            _batchCapacity = capacity;
        }
    }

    /// <summary>The places that a capacity takes: as many for each thread, and twice that where batches are given away.</summary>
    private int PlacesFor(int each) => (each > 1 ? 2 : 1) * each * _threads.Count;

    /// <summary>Sets places of the cap aside for batches, unless the stack is too deep for that. Under the lock.</summary>
    private bool TryKeepPlaces(int places)
    {
        int before = _places;
        _places = places;

        // A full fence, as a push is: either the push sees the new number, or we see the pushed slot.
        Interlocked.MemoryBarrier();
        if (places <= before || _shared.Depth <= MostShared)
        {
            return true;
        }

        _places = before;
        return false;
    }

    /// <summary>Empties all batches onto the stack, or only those not used since the last step of the decay. Under the lock.</summary>
    /// <returns>How many slots that moved.</returns>
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

    /// <summary>Empties the given batches onto the stack. No thread takes them once batches have room for a single slot only. Under the lock.</summary>
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

    /// <summary>Empties given batches onto the stack, the oldest first. Under both locks.</summary>
    /// <param name="batches">How many, at most.</param>
    /// <returns>How many slots that moved.</returns>
    private int ShareGivenHeld(int batches)
    {
        int shared = 0;
        for (; batches > 0 && Given.TryTakeOldest() is { } places; batches--)
        {
            shared += ShareClaimable(places);

            // References to slots that others have claimed go too.
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

    /// <summary>Empties and ends all batches: from now on, idle shared slots lie on the stack. Under the lock.</summary>
    private void EndBatchesHeld()
    {
        if (_hasBatches)
        {
            _hasBatches = false;
            SetBatchCapacity();
        }
    }
}

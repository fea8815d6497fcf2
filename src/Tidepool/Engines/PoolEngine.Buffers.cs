using Tidepool.Diagnosis;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <content>Making buffers, within the budget.</content>
internal abstract partial class PoolEngine
{
    /// <summary>Where the buffers come from. Replaced by tests that let it fail.</summary>
    internal Func<int, bool, byte[]> AllocateArray { get; set; } = static (size, pinned) => GC.AllocateUninitializedArray<byte>(size, pinned);

    /// <summary>What is done where there is no memory for a buffer. Replaced by tests whose memory only seems to run out:
    /// the other pools of the process are none of theirs.</summary>
    internal Action Release { get; set; } = ReleaseProcess;

    /// <summary>A buffer for this one rent.</summary>
    private protected Slot? TryRentUnpooled(int size, bool isForWaiter) =>
        TryCreate(_unpooled, size, size, isForWaiter);

    /// <summary>Makes a slot that is rented from the start, if the budget allows it. Nothing has changed when it throws.</summary>
    private protected Slot? TryCreate(Bucket bucket, int bufferSize, int size, bool isForWaiter)
    {
        if (!TryReserve(bufferSize, isForWaiter))
        {
            return null;
        }

        Slot slot;
        try
        {
            slot = CreateRented(bucket, bufferSize, size);
            bucket.AdoptNew(slot);
        }
        catch
        {
            // No memory.
            Pool.Budget.Release(bufferSize);
            Pool.Budget.ServeWaiters();
            throw;
        }

        Pool.Budget.NoteCreated();
        return slot;
    }

    /// <summary>Books a buffer that is about to be made, with idle ones given up for it. While others wait, what the budget has left is theirs.</summary>
    private protected bool TryReserve(int bytes, bool isForWaiter)
    {
        if ((HasWaiters && !isForWaiter) || bytes > Pool.Budget.Limit)
        {
            return false;
        }

        if (Pool.Budget.TryReserve(bytes))
        {
            return true;
        }

        MakeRoom(bytes);
        return Pool.Budget.TryReserve(bytes) || (FindDropped() && Pool.Budget.TryReserve(bytes));
    }

    /// <summary>Makes an array. Where there is no memory for it, all pools of the process first give up what lies idle.</summary>
    private protected byte[] AllocateBuffer(int bytes)
    {
        try
        {
            return AllocateArray(bytes, _pinned);
        }
        catch (OutOfMemoryException) when (!_queue.IsHeldHere)
        {
            ReleaseMemory();
            return AllocateArray(bytes, _pinned);
        }
    }

    /// <summary>Gives up what lies idle in any pool of the process, and lets the garbage collector take that, and what was dropped. Not under a lock.</summary>
    /// <remarks>Finalizers are not waited for: one of them may want a lock that our caller holds.</remarks>
    public void ReleaseMemory() => Release();

    private static void ReleaseProcess()
    {
        foreach (PoolEngine pool in LivingPools.All())
        {
            pool.TrimUnattended();
        }

        // The second one also closes the gaps, where a large array may not fit in.
        GC.Collect();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>TrackedBuckets whose buffers are those of a mode that tracks them.</summary>
    /// <param name="options">The pool's.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="keep">By a buffer's size: how many lie in quarantine, and how many idle.</param>
    private protected TrackedBuckets NewTrackedBuckets(BytePoolOptions options, PoolMode mode, Func<int, (int Quarantine, int MaxIdle)> keep)
    {
        bool guardsStart = options.GuardStart;
        return new TrackedBuckets(Pool, Classes, ClearsOnReturn, keep, mode == PoolMode.Guarded
            ? capacity => new GuardedBuffer(capacity, guardsStart)
            : capacity => new PatternedBuffer(AllocateBuffer((int)Math.Min(capacity + (long)PatternedBuffer.TailLength, Array.MaxLength)), capacity));
    }

    /// <summary>TrackedBuckets whose buffers are arrays without anything behind them.</summary>
    private protected TrackedBuckets NewTrackedArrays(Func<int, (int Quarantine, int MaxIdle)> keep) =>
        new(Pool, Classes, ClearsOnReturn, keep, capacity => new PatternedBuffer(AllocateBuffer(capacity), capacity));

    /// <summary>Rents a tracked buffer, idle or new; null when the budget doesn't allow it.</summary>
    private protected TrackedSlot? TryRentFrom(TrackedBuckets buckets, int size, bool isForWaiter)
    {
        // Not under a lock: the clock that this asks may be anybody's.
        RentTrace rented = RentTrace.Capture(Generation.FirstRent, Pool.Time);
        return (HasWaiters && !isForWaiter ? null : buckets.TryLend(size, rented))
            ?? (TryReserve(BufferSizeFor(size), isForWaiter) ? buckets.LendNew(size, rented) : null);
    }

    private Slot CreateRented(Bucket bucket, int bufferSize, int size)
    {
        byte[] array = AllocateBuffer(bufferSize);
        if (ClearsOnReturn)
        {
            // Fresh memory may hold what the process left there earlier; a clearing pool promises zeros.
            Array.Clear(array);
        }

        return new Slot(bucket, array, Generation.FirstRent) { Length = size };
    }
}

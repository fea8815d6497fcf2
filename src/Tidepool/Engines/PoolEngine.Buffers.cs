using Tidepool.Diagnosis;
using Tidepool.Settings;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <content>Making buffers, within the budget.</content>
internal abstract partial class PoolEngine
{
    /// <summary>Allocates the buffers. Replaced by tests that make it fail.</summary>
    internal Func<int, bool, byte[]> AllocateArray { get; set; } = static (size, pinned) => GC.AllocateUninitializedArray<byte>(size, pinned);

    /// <summary>Releases memory when there is none for a buffer. Replaced by tests in which memory only seems to run out,
    /// since they mustn't trim the other pools of the process.</summary>
    internal Action Release { get; set; } = ReleaseProcess;

    /// <summary>Makes a buffer for this one rent.</summary>
    private protected Slot? TryRentUnpooled(int size, bool isForWaiter) =>
        TryCreate(_unpooled, size, size, isForWaiter);

    /// <summary>Makes a slot that is rented from the start, if the budget allows it. If it throws, nothing has changed.</summary>
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

    /// <summary>Books the bytes of a buffer that is about to be made, dropping idle ones to make room. While callers wait, the rest of the budget is
    /// reserved for them.</summary>
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

    /// <summary>Allocates an array. If there is no memory for it, all pools of the process drop their idle buffers before a second attempt.</summary>
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

    /// <summary>Drops the idle buffers of all pools of the process, and has the garbage collector reclaim them and whatever else was dropped.
    /// Not under a lock.</summary>
    /// <remarks>Does not wait for finalizers: one of them may want a lock that the caller holds.</remarks>
    public void ReleaseMemory() => Release();

    private static void ReleaseProcess()
    {
        foreach (PoolEngine pool in LivingPools.All())
        {
            pool.TrimUnattended();
        }

        // The second one also compacts, in case a large array doesn't fit into the gaps.
        GC.Collect();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>Makes buckets for a mode that tracks its buffers.</summary>
    /// <param name="options">The pool's options.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="keep">By buffer size: how many buffers stay in quarantine, and how many are kept idle.</param>
    private protected TrackedBuckets NewTrackedBuckets(BytePoolOptions options, PoolMode mode, Func<int, (int Quarantine, int MaxIdle)> keep)
    {
        bool guardsStart = options.GuardStart;
        byte poison = PoisonOf(options);
        return new TrackedBuckets(Pool, Classes, ClearsOnReturn, keep, mode == PoolMode.Guarded
            ? capacity => new GuardedBuffer(capacity, guardsStart)
            : capacity => new PatternedBuffer(AllocateBuffer((int)Math.Min(capacity + (long)PatternedBuffer.TailLength, Array.MaxLength)), capacity, poison));
    }

    /// <summary>Makes buckets whose buffers are plain arrays, without a canary at the end.</summary>
    private protected TrackedBuckets NewTrackedArrays(BytePoolOptions options, Func<int, (int Quarantine, int MaxIdle)> keep)
    {
        byte poison = PoisonOf(options);
        return new TrackedBuckets(Pool, Classes, ClearsOnReturn, keep, capacity => new PatternedBuffer(AllocateBuffer(capacity), capacity, poison));
    }

    private static byte PoisonOf(BytePoolOptions options) => ProcessSettings.PoisonOverride ?? options.PoisonByte;

    /// <summary>Rents a tracked buffer, idle or new; null if the budget doesn't allow it.</summary>
    private protected TrackedSlot? TryRentFrom(TrackedBuckets buckets, int size, bool isForWaiter)
    {
        // Not under a lock: this reads a clock that may be the application's own.
        RentTrace rented = RentTrace.Capture(Generation.FirstRent, Pool.Time);
        try
        {
            return TryLend();
        }
        catch (OutOfMemoryException) when (Mode == PoolMode.Guarded && !_queue.IsHeldHere)
        {
            ReleaseMemory();
            DroppedLeases.Find();
            return TryLend();
        }

        TrackedSlot? TryLend() => (HasWaiters && !isForWaiter ? null : buckets.TryLend(size, rented))
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

using System.Runtime.Loader;
using Tidepool.Diagnosis;
using Tidepool.Slots;
using Tidepool.Waiting;

namespace Tidepool.Engines;

/// <summary>The implementation behind a <see cref="BytePool"/>, one for each <see cref="PoolMode"/>.</summary>
/// <remarks>Slots, and through them leases, refer to parts of the engine but never to the pool itself. So a pool that was dropped can be finalized
/// while its leases are still out and threads still cache its slots.</remarks>
internal abstract partial class PoolEngine : WaitQueue.IServer
{
    private static long s_created;

    /// <summary>Counts slots that are not pooled.</summary>
    private readonly Bucket _unpooled;

    private readonly WaitQueue _queue;

    private readonly bool _pinned;

    /// <summary>How many rents the budget has refused.</summary>
    private long _refused;

    private protected PoolEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes)
    {
        Pool = pool;
        Classes = classes;
        MaxSize = classes.Largest;
        ClearsOnReturn = options.ClearOnReturn;
        _maxBuffers = options.MaxBuffersPerBucket;
        _maxIdleBytes = options.MaxIdleBytesPerBucket ?? long.MaxValue;
        _decayTicks = options.DecayTime.Ticks;
        _pinned = options.Pinned;
        _unpooled = new Bucket(Pool, 0, 0, ClearsOnReturn);
        _queue = new WaitQueue(this, pool);
        pool.Budget.Serve = ServeAfterReturn;
    }

    /// <summary>The pool's index in the tables of <see cref="OwnerThread"/>; <see cref="int.MaxValue"/> if the engine keeps nothing there,
    /// so that all rents come here.</summary>
    internal virtual int Id => int.MaxValue;

    /// <summary>Distinguishes the pools of a process, even those of the same name: 1 for the first.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_created);

    /// <summary>How buffers are made and kept, after any override by the environment.</summary>
    internal PoolMode Mode { get; init; }

    internal SizeClasses Classes { get; }

    internal int MaxSize { get; }

    /// <summary>Records the stacks of some rents.</summary>
    internal RentSampling Sampling => Pool.Sampling;

    private protected PoolContext Pool { get; }

    private protected bool ClearsOnReturn { get; }

    /// <summary>Counts for buffers larger than the largest class.</summary>
    internal virtual BucketStatistics GetUnpooledStatistics() => _unpooled.GetStatistics();

    private protected abstract bool IsDisposed { get; }

    /// <summary>Serves every rent that the fast path didn't.</summary>
    /// <param name="size">Any number.</param>
    /// <param name="asArray">Whether the array will be exposed as a whole.</param>
    /// <returns>Null if the budget doesn't allow it.</returns>
    internal Slot? TryRent(int size, bool asArray = false) => TryRentOptional(size, asArray) ?? NoteRefused();

    /// <summary>Like <see cref="TryRent"/>, but doesn't count a refusal.</summary>
    internal Slot? TryRentOptional(int size, bool asArray = false)
    {
        CheckSize(size);
        ThrowIfDisposed();
        return TryRentReporting(size, asArray);
    }

    internal string? PoolName => Pool.Name;

    internal TimeProvider Time => Pool.Time;

    /// <summary>Whether rents of whole arrays are tracked, in buffers apart from those of leases.</summary>
    internal virtual bool TracksArrays => false;

    private void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw Pool.Disposed();
        }
    }

    internal abstract BytePoolStatistics GetStatistics();

    /// <summary>The leases that are known to be out.</summary>
    internal IReadOnlyList<OutstandingLease> GetOutstanding() => [.. GetOutstanding(Pool.Time.GetTimestamp())];

    /// <inheritdoc cref="GetOutstanding()"/>
    /// <param name="now">The moment from which ages are measured.</param>
    private protected virtual IEnumerable<OutstandingLease> GetOutstanding(long now) =>
        Sampling.Rents.GetOutstanding().Select(rent => rent.ToOutstanding(Pool.Time, now));

    /// <summary>Drops all idle buffers, and reports misuse found in them.</summary>
    internal void Trim()
    {
        using (Pool.Reporter.Collect())
        {
            DropIdle();
        }
    }

    /// <summary>Like <see cref="Trim"/>, but in the middle of something else: an exception of a callback is written to standard error.</summary>
    internal void TrimUnattended()
    {
        using (Pool.Reporter.CollectUnattended())
        {
            DropIdle();
        }
    }

    /// <summary>Like <see cref="Trim"/>, but also reports to event listeners how much was dropped, for which it takes statistics.</summary>
    /// <returns>The number of bytes dropped: an estimate while the pool is in use.</returns>
    internal long TrimAndRecord()
    {
        long before = GetStatistics().BytesHeld;
        Trim();
        long givenUp = Math.Max(0, before - GetStatistics().BytesHeld);
        PoolEvents.Log?.Trimmed(PoolName ?? "", givenUp);
        return givenUp;
    }

    /// <summary>Stops dropping idle buffers by their age.</summary>
    internal void StopClock() => Clock?.Dispose();

    /// <summary>Called when an assembly load context is unloaded: forgets the callback if it belongs to that.</summary>
    internal void LetGoOf(AssemblyLoadContext context)
    {
        if (UnloadedCallbacks.IsOf(Pool.Reporter.OnMisuse, context))
        {
            Pool.Reporter.ForgetCallback();
        }
    }

    /// <summary>Called after each full collection: counts dropped leases, and evicts residents that may have been dropped.</summary>
    internal virtual void OnFullCollection() => _unpooled.OnFullCollection();

    /// <summary>Ends the pool: no more rents; idle buffers are dropped at once, rented ones when they come back; waiting callers get an exception.
    /// Then reports the leases that are out and misuse found in idle buffers. A second call does nothing.</summary>
    internal void Dispose()
    {
        using (Pool.Reporter.Collect())
        {
            try
            {
                if (!IsDisposed)
                {
                    ReportOutstanding();
                }
            }
            finally
            {
                Close();
            }
        }
    }

    /// <summary>Like <see cref="Dispose"/>, but for a pool that was dropped, on the finalizer thread: leases that are out may still be in use,
    /// so they are reported only if they are dropped.</summary>
    internal void OnPoolDropped()
    {
        using (Pool.Reporter.CollectUnattended())
        {
            Close();
        }
    }

    /// <summary>Counts leases that were dropped and garbage-collected.</summary>
    /// <returns>Whether there were any, which has freed their bytes.</returns>
    private protected virtual bool FindDropped() => _unpooled.FindDropped();

    /// <summary>Drops all idle buffers.</summary>
    private protected abstract void DropIdle();

    /// <summary>Ends the pool. May be called more than once.</summary>
    private protected virtual void Close()
    {
        _queue.Close();

        // Leases that are still out refer to the budget, which need not keep all of the engine alive.
        Pool.Budget.Serve = static () => { };
    }

    /// <summary>Reports the leases that are out: here, one by one those that were sampled, and the rest by number.</summary>
    private protected virtual void ReportOutstanding()
    {
        if (!Pool.Reporter.IsHeard)
        {
            return;
        }

        Dictionary<int, int> known = [];
        foreach (SampledRent rent in Sampling.Rents.GetOutstanding())
        {
            known[rent.BucketSize] = known.GetValueOrDefault(rent.BucketSize) + 1;
            Findings.Add(rent.ToReport(MisuseKind.OutAtDisposal, Pool));
            rent.IsReported = true;
        }

        BytePoolStatistics statistics = GetUntrackedStatistics();
        foreach ((int bucket, long rented) in statistics.Buckets.Select(static bucket => (bucket.Size, bucket.Rented)).Append((0, statistics.UnpooledRented)))
        {
            long unknown = rented - known.GetValueOrDefault(bucket);
            if (unknown > 0)
            {
                Findings.Add(new MisuseReport(MisuseKind.OutAtDisposal, Pool.Name, bucket, length: null) { Count = unknown, MayBeNoMistake = true });
            }
        }
    }

    /// <param name="size">Within the limits of one buffer.</param>
    /// <param name="asArray">Whether the array will be exposed as a whole.</param>
    private protected abstract Slot? TryRentChecked(int size, bool asArray);

    /// <summary>Rents for the first waiter in the queue: any idle buffer, else a new one.</summary>
    public abstract Slot? TryRentForWaiter(int size);

    /// <inheritdoc/>
    public virtual void PrepareForWaiters()
    {
        // No thread has residents, so every return is noticed.
    }

    /// <summary>Reports the misuse that a rent found on its way. If the callback throws, the rent has failed.</summary>
    public void ReportOn(Slot? slot, List<MisuseReport>? found)
    {
        try
        {
            Pool.Reporter.Report(found);
        }
        catch
        {
            // The slot would reach no caller.
            slot?.TryReturnElsewhere(slot.LeaseGeneration);
            throw;
        }
    }

    private Slot? TryRentReporting(int size, bool asArray)
    {
        using Findings _ = Pool.Reporter.Collect();
        Slot? slot = TryRentChecked(size, asArray);
        ReportOn(slot, Findings.Take());
        return slot;
    }

    /// <summary>Drops idle buffers until the budget has room for this many bytes or nothing is idle.</summary>
    private protected abstract void MakeRoom(int bytes);

    private protected virtual int BufferSizeFor(int size) => Classes.BufferSizeFor(size);

    /// <summary>Statistics of the buffers that aren't tracked.</summary>
    private protected virtual BytePoolStatistics GetUntrackedStatistics() => GetStatistics();

    private protected BytePoolStatistics StatisticsOf(IEnumerable<BucketStatistics> buckets) => StatisticsOf(buckets, GetUnpooledStatistics());

    private protected BytePoolStatistics StatisticsOf(IEnumerable<BucketStatistics> buckets, BucketStatistics unpooled) =>
        new(buckets, unpooled, Pool.Budget.PeakBytesAlive, Pool.Budget.Limit, Interlocked.Read(ref _refused), Pool.Budget.Waiting, _queue.Total);

    /// <summary>Counts a rent that the budget refuses.</summary>
    /// <returns>Null.</returns>
    internal Slot? NoteRefused()
    {
        Interlocked.Increment(ref _refused);
        return null;
    }

    private protected static void CheckSize(int size)
    {
        if (size < 0 || size > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(size),
                size,
                size < 0
                    ? "The size of a buffer must be 0 bytes or more. Check how it was computed: a sum may have overflowed."
                    : $"One buffer holds at most {Array.MaxLength:N0} bytes. Split larger data across several buffers.");
        }
    }
}

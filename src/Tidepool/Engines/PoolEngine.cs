using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>What is behind a <see cref="BytePool"/>: one implementation for each <see cref="PoolMode"/>.</summary>
/// <remarks>Slots, and through them leases, refer to the engine's parts but never to the pool itself. So a pool that was dropped can be finalized
/// while leases of it are still out, and threads still cache its slots.</remarks>
internal abstract partial class PoolEngine : WaitQueue.IServer
{
    private static long s_created;

    /// <summary>Takes in slots that are not pooled.</summary>
    private readonly Bucket _unpooled;

    private readonly WaitQueue _queue;

    private readonly bool _pinned;

    /// <summary>Rents that the budget refused.</summary>
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
        pool.Budget.Serve = _queue.Serve;
    }

    /// <summary>The pool's index in the tables of <see cref="OwnerThread"/>; <see cref="int.MaxValue"/> where the engine keeps nothing there,
    /// so that all rents come here.</summary>
    internal virtual int Id => int.MaxValue;

    /// <summary>Tells the pools of a process apart, also those of one name: 1 for the first.</summary>
    internal long Number { get; } = Interlocked.Increment(ref s_created);

    /// <summary>How buffers are made and kept, with what the environment says.</summary>
    internal PoolMode Mode { get; init; }

    internal SizeClasses Classes { get; }

    internal int MaxSize { get; }

    /// <summary>Records who rents, now and then.</summary>
    internal RentSampling Sampling => Pool.Sampling;

    private protected PoolContext Pool { get; }

    private protected bool ClearsOnReturn { get; }

    /// <summary>What was lent beyond the largest class.</summary>
    internal virtual BucketStatistics GetUnpooledStatistics() => _unpooled.GetStatistics();

    private protected abstract bool IsDisposed { get; }

    /// <summary>Every rent that the fast path didn't serve.</summary>
    /// <param name="size">Any number.</param>
    /// <param name="asArray">Its array will be shown whole.</param>
    /// <returns>Null when the budget doesn't allow it.</returns>
    internal Slot? TryRent(int size, bool asArray = false)
    {
        CheckSize(size);
        ThrowIfDisposed();
        return TryRentReporting(size, asArray) ?? NoteRefused();
    }

    internal string? PoolName => Pool.Name;

    internal TimeProvider Time => Pool.Time;

    /// <summary>Whether what is rented as an array comes from buffers of its own.</summary>
    internal virtual bool TracksArrays => false;

    private void ThrowIfDisposed()
    {
        if (IsDisposed)
        {
            throw Pool.Disposed();
        }
    }

    internal abstract BytePoolStatistics GetStatistics();

    /// <summary>The leases that are out, as far as they are known: here, those that were sampled.</summary>
    internal virtual IReadOnlyList<OutstandingLease> GetOutstanding() =>
        [.. Sampling.GetOutstanding().Select(rent => rent.ToOutstanding(Pool.Time))];

    /// <summary>Gives up all idle buffers, and tells what was wrong with them.</summary>
    internal void Trim()
    {
        using (Pool.Reporter.Collect())
        {
            DropIdle();
        }
    }

    /// <summary>The same in the middle of something else: what a callback throws is written to standard error.</summary>
    internal void TrimUnattended()
    {
        using (Pool.Reporter.CollectUnattended())
        {
            DropIdle();
        }
    }

    /// <summary>The same, and tells who listens how much that was, for which it takes statistics.</summary>
    /// <returns>Bytes given up, as far as they can be told in the middle of traffic.</returns>
    internal long TrimAndTell()
    {
        long before = GetStatistics().BytesHeld;
        Trim();
        long givenUp = Math.Max(0, before - GetStatistics().BytesHeld);
        PoolEvents.Log?.Trimmed(PoolName ?? "", givenUp);
        return givenUp;
    }

    /// <summary>Idle buffers aren't given up by time any more.</summary>
    internal void StopClock() => Clock?.Dispose();

    /// <summary>Lets go of leases that seem to be dropped. Called after each full collection.</summary>
    internal virtual void OnFullCollection() => _unpooled.OnFullCollection();

    /// <summary>Ends the pool: no more rents; idle buffers are given up, rented ones when they come back; who waits is told.
    /// Then tells of the leases that are out, and of what was wrong with idle buffers. Once: does nothing after that.</summary>
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

    /// <summary>The same for a pool that was dropped, on the finalizer thread: leases that are out may be in use,
    /// and are told of when they are dropped.</summary>
    internal void OnPoolDropped()
    {
        using (Pool.Reporter.CollectUnattended())
        {
            Close();
        }
    }

    /// <summary>Counts leases that were dropped and collected.</summary>
    /// <returns>Whether there were any: their bytes are free.</returns>
    private protected virtual bool FindDropped() => _unpooled.FindDropped();

    /// <summary>Gives up all idle buffers.</summary>
    private protected abstract void DropIdle();

    /// <summary>Ends the pool. May be called again.</summary>
    private protected virtual void Close()
    {
        _queue.Close();

        // Leases that are still out refer to the pool: they need not keep all of the engine.
        Pool.Budget.Serve = static () => { };
    }

    /// <summary>Tells of the leases that are out: here, of each that was sampled, and of the others by number.</summary>
    private protected virtual void ReportOutstanding()
    {
        if (!Pool.Reporter.IsHeard)
        {
            return;
        }

        Dictionary<int, int> known = [];
        foreach (SampledRent rent in Sampling.GetOutstanding())
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
    /// <param name="asArray">Its array will be shown whole.</param>
    private protected abstract Slot? TryRentChecked(int size, bool asArray);

    /// <summary>Rents for the first in line: what lies idle anywhere, else a new buffer.</summary>
    public abstract Slot? TryRentForWaiter(int size);

    /// <inheritdoc/>
    public virtual void PrepareForWaiters()
    {
        // Where no thread has slots for itself, every return is noticed.
    }

    /// <summary>Reports what a rent found on its way. Where the callback throws, the rent has failed.</summary>
    public void ReportOn(Slot? slot, List<MisuseReport>? found)
    {
        try
        {
            Pool.Reporter.Report(found);
        }
        catch
        {
            // Nobody would get it.
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

    /// <summary>Drops idle buffers until the budget has room, as far as that goes.</summary>
    private protected abstract void MakeRoom(int bytes);

    private protected virtual int BufferSizeFor(int size) => Classes.BufferSizeFor(size);

    /// <summary>What happened to buffers that aren't tracked.</summary>
    private protected virtual BytePoolStatistics GetUntrackedStatistics() => GetStatistics();

    private protected BytePoolStatistics StatisticsOf(IEnumerable<BucketStatistics> buckets) => StatisticsOf(buckets, GetUnpooledStatistics());

    private protected BytePoolStatistics StatisticsOf(IEnumerable<BucketStatistics> buckets, BucketStatistics unpooled) =>
        new(buckets, unpooled, Pool.Budget.PeakBytesAlive, Pool.Budget.Limit, Interlocked.Read(ref _refused), Pool.Budget.Waiting, _queue.Total);

    /// <summary>Counts a rent that the budget refuses.</summary>
    /// <returns>No slot.</returns>
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
                    ? "The size of a buffer is 0 bytes or more. Check how it was computed: a sum may have overflowed."
                    : $"One buffer holds at most {Array.MaxLength:N0} bytes. Divide what is larger into several.");
        }
    }
}

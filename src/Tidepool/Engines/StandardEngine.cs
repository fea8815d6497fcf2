using Tidepool.Diagnosis;
using Tidepool.Decay;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>Pools buffers: the thread's residents, then shared ones, then a new buffer. See <see cref="BytePool"/> for the tiers.</summary>
internal sealed class StandardEngine : PoolEngine
{
    /// <summary>The most bytes of tracked buffers kept for each size, though at least one buffer. Arbitrary.</summary>
    private const int SampledBytesKept = 1024 * 1024;

    /// <summary>By size class.</summary>
    private readonly Bucket[] _buckets;

    private readonly ThreadCaches _threads;

    private readonly DecayClock _decayClock;

    private readonly int _quarantineLength;

    /// <summary>The tracked buffers of sampled rents; null if sampled rents are served like all others.</summary>
    private readonly TrackedBuckets? _sampled;

    /// <param name="options">The pool's settings.</param>
    /// <param name="pool">What the parts of the pool share.</param>
    /// <param name="classes">The sizes of buffers.</param>
    /// <param name="sampledMode">How sampled rents are served; <see cref="PoolMode.Standard"/> to serve them like all others.</param>
    internal StandardEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes, PoolMode sampledMode)
        : base(options, pool, classes)
    {
        // First, since a clock from the application may throw, and nothing has begun yet.
        _decayClock = DecayClock.For(options, Decay, () => pool.Budget.BytesAlive, () => Pressure());
        _quarantineLength = options.QuarantineLength;
        if (sampledMode != PoolMode.Standard)
        {
            _sampled = NewTrackedBuckets(options, sampledMode, size => (SampledQuarantineOf(size), MaxSampledIdleOf(size)));
            Sampling.RentTracked = TryRentSampled;
        }

        _threads = new ThreadCaches(classes);
        _buckets = new Bucket[classes.Count];
        for (int sizeClass = 0; sizeClass < _buckets.Length; sizeClass++)
        {
            int bufferSize = classes[sizeClass];
            _buckets[sizeClass] = new Bucket(pool, _threads, sizeClass, bufferSize, MaxIdleOf(bufferSize), options.ClearOnReturn);
        }
    }

    /// <summary>Reads the memory pressure for the decay. Replaced by tests.</summary>
    internal Func<MemoryPressure> Pressure { get; set; } = MemoryPressureGauge.Read;

    /// <summary>The collection that may follow the decay.</summary>
    internal QuietCollection Collection => _decayClock.Collection;

    internal override int Id => _threads.Id.Value;

    private protected override bool IsDisposed => _threads.Id.IsReleased;

    internal override BucketStatistics GetUnpooledStatistics() =>
        _sampled is null ? base.GetUnpooledStatistics() : base.GetUnpooledStatistics().Plus(_sampled.GetUnpooledStatistics());

    internal override BytePoolStatistics GetStatistics() => _sampled is null
        ? GetUntrackedStatistics()
        : StatisticsOf(OwnStatistics().Zip(_sampled.GetStatistics(), static (own, sampled) => own.Plus(sampled)));

    private protected override BytePoolStatistics GetUntrackedStatistics() => StatisticsOf(OwnStatistics(), base.GetUnpooledStatistics());

    private IEnumerable<BucketStatistics> OwnStatistics() => _buckets.Select(static bucket => bucket.GetStatistics());

    private protected override IEnumerable<OutstandingLease> GetOutstanding(long now) =>
        [.. base.GetOutstanding(now), .. _sampled?.GetOutstanding(now) ?? []];

    internal override void OnFullCollection()
    {
        base.OnFullCollection();
        foreach (Bucket bucket in _buckets)
        {
            bucket.OnFullCollection();
        }
    }

    private protected override bool FindDropped()
    {
        bool isAny = base.FindDropped();
        foreach (Bucket bucket in _buckets)
        {
            isAny |= bucket.FindDropped();
        }

        return isAny;
    }

    private protected override void ReportOutstanding()
    {
        base.ReportOutstanding();
        _sampled?.ReportOutstanding();
    }

    private protected override void DropIdle()
    {
        _sampled?.Trim();
        foreach (Bucket bucket in _buckets)
        {
            bucket.Trim();
        }
    }

    private protected override DecayClock Clock => _decayClock;

    private protected override void ChangeMaxIdle()
    {
        _sampled?.ChangeMaxIdle(MaxSampledIdleOf);
        foreach (Bucket bucket in _buckets)
        {
            bucket.ChangeMaxIdle(MaxIdleOf);
        }
    }

    private protected override void Close()
    {
        OwnerThreads.Release(_threads.Id);
        _decayClock.Stop();
        base.Close();
        foreach (Bucket bucket in LivingPools.AreUnloaded ? [] : _buckets)
        {
            bucket.Close();
        }

        _sampled?.Close();

        // Last, since the timer may be the application's own.
        _decayClock.Dispose();
    }

    /// <summary>Rents an idle buffer, if the running thread has used this pool before: one of the residents that the fast path didn't see,
    /// else a shared one. On a miss, <see cref="TryRentChecked"/> goes through these tiers once more, and then further.</summary>
    /// <param name="size">Any number.</param>
    internal Slot? TryRentIdle(int size)
    {
        if ((uint)size > (uint)MaxSize)
        {
            return null;
        }

        return _threads.KnownOfActing?.KnownOf(Classes.IndexOf(size)) is { } residents ? TryRentIdle(residents, size) : null;
    }

    /// <inheritdoc cref="TryRentIdle(int)"/>
    /// <param name="residents">Those of the running thread, for that size.</param>
    /// <param name="size">A size.</param>
    internal Slot? TryRentIdle(Residents residents, int size) =>
        residents.TryRent(size) ?? (HasWaiters ? null : residents.Bucket.TryRentShared(residents, size));

    private protected override Slot? TryRentChecked(int size, bool asArray)
    {
        if (size > MaxSize)
        {
            return TryRentUnpooled(size, isForWaiter: false);
        }

        int sizeClass = Classes.IndexOf(size);
        Bucket bucket = _buckets[sizeClass];
        Residents residents = _threads.KnownOfActing?.KnownOf(sizeClass)
            ?? (_threads.GetOrCreate() ?? throw Pool.Disposed()).ResidentsOf(sizeClass, bucket);
        return residents.TryRent(size)
            ?? TryRentShared(bucket, residents, size)
            ?? TryRentNew(bucket, size, isForWaiter: false);
    }

    public override Slot? TryRentForWaiter(int size)
    {
        if (size > MaxSize)
        {
            return TryRentUnpooled(size, isForWaiter: true);
        }

        Bucket bucket = _buckets[Classes.IndexOf(size)];
        return bucket.TryRentForWaiter(size) ?? TryRentNew(bucket, size, isForWaiter: true);
    }

    private protected override void MakeRoom(int bytes)
    {
        // The large ones first, so that fewer have to go.
        for (int sizeClass = _buckets.Length - 1; sizeClass >= 0 && Pool.Budget.ShortOf(bytes) > 0; sizeClass--)
        {
            _buckets[sizeClass].MakeRoom(bytes);
        }

        _sampled?.MakeRoom(bytes);
    }

    /// <inheritdoc/>
    public override void PrepareForWaiters()
    {
        foreach (Bucket bucket in _buckets)
        {
            bucket.EndResidence();
        }
    }

    /// <summary>Rents a shared buffer, or the idle one of a thread that has ended. While callers wait, those are reserved for them.</summary>
    private Slot? TryRentShared(Bucket bucket, Residents residents, int size) =>
        HasWaiters ? null
        : bucket.TryRentShared(residents, size) ?? (OwnerThreads.TakeOverEnded() ? bucket.TryRentShared(residents, size) : null);

    private Slot? TryRentNew(Bucket bucket, int size, bool isForWaiter)
    {
        Slot? slot = TryCreate(bucket, bucket.BufferSize, size, isForWaiter);
        _decayClock.Wake();
        return slot;
    }

    /// <summary>Tracked buffers may use what is left of the budget, but nothing else is dropped for them: a sampled rent without one is served
    /// like any other.</summary>
    private TrackedSlot? TryRentSampled(int size)
    {
        if (HasWaiters)
        {
            return null;
        }

        using Findings _ = Pool.Reporter.Collect();
        RentTrace rented = RentTrace.Capture(Generation.FirstRent, Time);
        TrackedSlot? slot = _sampled!.TryLend(size, rented) ?? (Pool.Budget.TryReserve(BufferSizeFor(size)) ? _sampled.LendNew(size, rented) : null);
        ReportOn(slot, Findings.Take());
        return slot;
    }

    private int SampledQuarantineOf(int bufferSize) => Math.Clamp((SampledBytesKept / bufferSize) - 1, 0, _quarantineLength);

    private int MaxSampledIdleOf(int bufferSize) => Math.Min(SampledQuarantineOf(bufferSize) + 1, MaxIdleOf(bufferSize));

    private bool Decay(ReadOnlySpan<double> shareAt)
    {
        bool hasBuffers = false;
        foreach (Bucket bucket in _buckets)
        {
            hasBuffers |= bucket.Decay(shareAt);
        }

        if (_sampled is not null)
        {
            using (Pool.Reporter.CollectUnattended())
            {
                hasBuffers |= _sampled.Decay(shareAt);
            }
        }

        return hasBuffers;
    }
}

using Tidepool.Decay;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>Tracks every lease with the stacks of its rent and its return. Serves both checked and guarded mode,
/// which differ in their buffers.</summary>
internal sealed class TrackingEngine : PoolEngine
{
    private readonly TrackedBuckets _buckets;

    /// <summary>For rents of whole arrays: there is no room for a canary behind the array's end, and an array can't be placed on guarded pages.</summary>
    private readonly TrackedBuckets _arrays;

    private readonly DecayClock _decayClock;

    private volatile bool _isDisposed;

    internal TrackingEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes, PoolMode mode)
        : base(options, pool, classes)
    {
        int quarantine = options.QuarantineLength;
        _buckets = NewTrackedBuckets(options, mode, size => (quarantine, MaxIdleOf(size)));
        _arrays = NewTrackedArrays(options, size => (quarantine, MaxIdleOf(size)));
        _decayClock = DecayClock.For(options, Decay, () => pool.Budget.BytesAlive, MemoryPressureGauge.Read);
    }

    internal override bool TracksArrays => true;

    private protected override bool IsDisposed => _isDisposed;

    internal override BucketStatistics GetUnpooledStatistics() => _buckets.GetUnpooledStatistics().Plus(_arrays.GetUnpooledStatistics());

    internal override BytePoolStatistics GetStatistics() =>
        StatisticsOf(_buckets.GetStatistics().Zip(_arrays.GetStatistics(), static (leases, arrays) => leases.Plus(arrays)));

    private protected override IEnumerable<OutstandingLease> GetOutstanding(long now) => [.. _buckets.GetOutstanding(now), .. _arrays.GetOutstanding(now)];

    private protected override void DropIdle()
    {
        _buckets.Trim();
        _arrays.Trim();
    }

    private protected override DecayClock Clock => _decayClock;

    private protected override void ChangeMaxIdle()
    {
        _buckets.ChangeMaxIdle(MaxIdleOf);
        _arrays.ChangeMaxIdle(MaxIdleOf);
    }

    private protected override void Close()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _decayClock.Stop();
            base.Close();
            _buckets.Close();
            _arrays.Close();

            // Last, since the timer may be the application's own.
            _decayClock.Dispose();
        }
    }

    private protected override void ReportOutstanding()
    {
        _buckets.ReportOutstanding();
        _arrays.ReportOutstanding();
    }

    private protected override Slot? TryRentChecked(int size, bool asArray) =>
        TryRentAwake(asArray ? _arrays : _buckets, size, isForWaiter: false);

    public override Slot? TryRentForWaiter(int size) => TryRentAwake(_buckets, size, isForWaiter: true);

    private protected override void MakeRoom(int bytes)
    {
        _buckets.MakeRoom(bytes);
        _arrays.MakeRoom(bytes);
    }

    private TrackedSlot? TryRentAwake(TrackedBuckets buckets, int size, bool isForWaiter)
    {
        TrackedSlot? slot = TryRentFrom(buckets, size, isForWaiter);
        _decayClock.Wake();
        return slot;
    }

    private bool Decay(ReadOnlySpan<double> shareAt)
    {
        bool hasBuffers;
        using (Pool.Reporter.CollectUnattended())
        {
            hasBuffers = _buckets.Decay(shareAt) | _arrays.Decay(shareAt);
        }

        Pool.Budget.ServeWaiters();
        return hasBuffers;
    }
}

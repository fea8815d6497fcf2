using Tidepool.Decay;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>A pool that tracks every lease with the stacks of its rent and its return: the checked and the guarded mode,
/// which differ in their buffers.</summary>
internal sealed class TrackingEngine : PoolEngine
{
    private readonly Shelves _shelves;

    /// <summary>What is rented as an array: nothing can lie behind its end, and it can't be on pages of its own.</summary>
    private readonly Shelves _arrays;

    /// <summary>Null where idle buffers are kept for good.</summary>
    private readonly Tide? _tide;

    private volatile bool _isDisposed;

    internal TrackingEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes, PoolMode mode)
        : base(options, pool, classes)
    {
        _shelves = NewShelves(options, mode, size => (options.QuarantineLength, options.MaxIdleOf(size)));
        _arrays = NewArrayShelves(size => (options.QuarantineLength, options.MaxIdleOf(size)));
        _tide = Tide.For(options, Decay, () => pool.Budget.BytesAlive);
    }

    internal override bool TracksArrays => true;

    private protected override bool IsDisposed => _isDisposed;

    internal override BucketStatistics GetUnpooledStatistics() => _shelves.GetUnpooledStatistics().Plus(_arrays.GetUnpooledStatistics());

    internal override BytePoolStatistics GetStatistics() =>
        StatisticsOf(_shelves.GetStatistics().Zip(_arrays.GetStatistics(), static (leases, arrays) => leases.Plus(arrays)));

    internal override IReadOnlyList<OutstandingLease> GetOutstanding() => [.. _shelves.GetOutstanding(), .. _arrays.GetOutstanding()];

    private protected override void Trim(ref List<MisuseReport>? found)
    {
        _shelves.Trim(ref found);
        _arrays.Trim(ref found);
    }

    internal override void StopClock() => _tide?.Dispose();

    private protected override void Close(ref List<MisuseReport>? found)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _tide?.Stop();
            base.Close(ref found);
            _shelves.Close(ref found);
            _arrays.Close(ref found);

            // Last, since the timer may be somebody's own.
            _tide?.Dispose();
        }
    }

    private protected override void ReportOutstanding(ref List<MisuseReport>? found)
    {
        _shelves.ReportOutstanding(ref found);
        _arrays.ReportOutstanding(ref found);
    }

    private protected override Slot? TryRentChecked(int size, bool asArray, ref List<MisuseReport>? found) =>
        TryRentAwake(asArray ? _arrays : _shelves, size, isForWaiter: false, ref found);

    public override Slot? TryRentForWaiter(int size, ref List<MisuseReport>? found) => TryRentAwake(_shelves, size, isForWaiter: true, ref found);

    private protected override void MakeRoom(int bytes, ref List<MisuseReport>? found)
    {
        _shelves.MakeRoom(bytes, ref found);
        _arrays.MakeRoom(bytes, ref found);
    }

    private TrackedSlot? TryRentAwake(Shelves shelves, int size, bool isForWaiter, ref List<MisuseReport>? found)
    {
        TrackedSlot? slot = TryRentFrom(shelves, size, isForWaiter, ref found);
        _tide?.Wake();
        return slot;
    }

    private bool Decay(ReadOnlySpan<double> shareAt)
    {
        List<MisuseReport>? found = null;
        bool hasBuffers = _shelves.Decay(shareAt, ref found) | _arrays.Decay(shareAt, ref found);
        Pool.Desk.TellUnattended(found);
        Pool.Budget.ServeWaiters();
        return hasBuffers;
    }
}

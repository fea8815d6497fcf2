using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>A pool that tracks every lease with the stacks of its rent and its return: the checked and the guarded mode, which differ in their buffers.</summary>
internal sealed class TrackingEngine : PoolEngine
{
    private readonly Shelves _shelves;

    /// <summary>What is rented as an array: nothing can lie behind its end, and it can't be on pages of its own.</summary>
    private readonly Shelves _arrays;

    private volatile bool _isDisposed;

    internal TrackingEngine(BytePoolOptions options, PoolLedger ledger, SizeClasses classes, PoolMode mode)
        : base(options, ledger, classes)
    {
        _shelves = NewShelves(options, mode, size => (options.QuarantineLength, options.MaxIdleOf(size)));
        _arrays = NewArrayShelves(size => (options.QuarantineLength, options.MaxIdleOf(size)));
    }

    internal override bool TracksArrays => true;

    private protected override bool IsDisposed => _isDisposed;

    private protected override BucketStatistics UnpooledStatistics => _shelves.UnpooledStatistics.Plus(_arrays.UnpooledStatistics);

    internal override BytePoolStatistics GetStatistics() =>
        StatisticsOf(_shelves.GetStatistics().Zip(_arrays.GetStatistics(), static (leases, arrays) => leases.Plus(arrays)));

    internal override IReadOnlyList<OutstandingLease> GetOutstanding() => [.. _shelves.GetOutstanding(), .. _arrays.GetOutstanding()];

    internal override Slot? TryRentArray(int size)
    {
        CheckSize(size);
        ObjectDisposedException.ThrowIf(IsDisposed, typeof(BytePool));
        return TryRentFrom(_arrays, size, isForWaiter: false) ?? NoteRefused();
    }

    internal override void Trim()
    {
        _shelves.Trim();
        _arrays.Trim();
    }

    internal override void OnFullCollection()
    {
        // Only their leases, and weak references, refer to the slots: the collector finds dropped ones by itself.
    }

    public override void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            base.Dispose();
            _shelves.Close();
            _arrays.Close();
        }
    }

    private protected override void ReportOutstanding()
    {
        _shelves.ReportOutstanding();
        _arrays.ReportOutstanding();
    }

    private protected override Slot? TryRentChecked(int size) => TryRentFrom(_shelves, size, isForWaiter: false);

    private protected override Slot? TryRentForWaiter(int size) => TryRentFrom(_shelves, size, isForWaiter: true);

    private protected override void MakeRoom(int bytes)
    {
        _shelves.MakeRoom(bytes);
        _arrays.MakeRoom(bytes);
    }

    private protected override int BufferSizeFor(int size) => _shelves.BufferSizeFor(size);
}

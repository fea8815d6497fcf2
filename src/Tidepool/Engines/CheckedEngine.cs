using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Engines;

/// <summary>A pool that tracks every lease with the stacks of its rent and its return, and looks for bytes written where nobody may write.</summary>
internal sealed class CheckedEngine : PoolEngine
{
    /// <summary>By size class.</summary>
    private readonly Shelf[] _shelves;

    /// <summary>Lends what is larger than all classes, and keeps none of it.</summary>
    private readonly Shelf _large;

    private volatile bool _isDisposed;

    internal CheckedEngine(BytePoolOptions options, PoolLedger ledger, SizeClasses classes)
        : base(options, ledger, classes)
    {
        _shelves = [.. Enumerable.Range(0, classes.Count).Select(sizeClass => NewShelf(classes[sizeClass], options.MaxIdleOf(classes[sizeClass])))];
        _large = NewShelf(bufferSize: 0, maxIdle: 0);

        Shelf NewShelf(int bufferSize, int maxIdle) => new(ledger, bufferSize, maxIdle, options.ClearOnReturn, options.QuarantineLength);
    }

    private protected override bool IsDisposed => _isDisposed;

    private protected override BucketStatistics UnpooledStatistics => _large.GetStatistics();

    internal override BytePoolStatistics GetStatistics() => StatisticsOf(_shelves.Select(static shelf => shelf.GetStatistics()));

    internal override IReadOnlyList<OutstandingLease> GetOutstanding() =>
    [
        .. from shelf in _shelves.Append(_large)
           from slot in shelf.GetOutstanding()
           select slot.Rented.ToOutstanding(shelf.Identity.BufferSize, slot.Length, Ledger.Time),
    ];

    internal override void Trim() => Array.ForEach(_shelves, static shelf => shelf.Trim());

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
            Array.ForEach(_shelves, static shelf => shelf.Close());
            _large.Close();
        }
    }

    private protected override Slot? TryRentChecked(int size) => TryRent(size, isForWaiter: false);

    private protected override Slot? TryRentForWaiter(int size) => TryRent(size, isForWaiter: true);

    private protected override void MakeRoom(int bytes)
    {
        // The large ones first: fewer of them have to go.
        for (int sizeClass = _shelves.Length - 1; sizeClass >= 0 && Ledger.ShortOf(bytes) > 0; sizeClass--)
        {
            int size = Classes[sizeClass];
            _shelves[sizeClass].Trim((int)Math.Min(int.MaxValue, (Ledger.ShortOf(bytes) + size - 1) / size));
        }
    }

    private protected override int BufferSizeFor(int size) => size > MaxSize ? size : Classes[Classes.IndexOf(size)];

    private TrackedSlot? TryRent(int size, bool isForWaiter)
    {
        Shelf shelf = size > MaxSize ? _large : _shelves[Classes.IndexOf(size)];
        return (HasWaiters && !isForWaiter ? null : shelf.TryLend(size)) ?? TryRentNew(shelf, size, isForWaiter);
    }

    private TrackedSlot? TryRentNew(Shelf shelf, int size, bool isForWaiter)
    {
        int capacity = BufferSizeFor(size);
        if (!TryReserve(capacity, isForWaiter))
        {
            return null;
        }

        try
        {
            TrackedSlot slot = shelf.LendNew(new TrackedBuffer(AllocateBuffer(capacity + TrackedBuffer.TailLength), capacity), size);
            Ledger.NoteCreated();
            return slot;
        }
        catch
        {
            Ledger.Release(capacity);
            Ledger.ServeWaiters();
            throw;
        }
    }
}

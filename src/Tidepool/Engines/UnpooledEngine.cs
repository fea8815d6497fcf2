using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>The garbage collector behind the pool's API: each rent gets a new array, and a return drops it. Leases obey the same rules.</summary>
internal sealed class UnpooledEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes) : PoolEngine(options, pool, classes)
{
    private volatile bool _isDisposed;

    private protected override bool IsDisposed => _isDisposed;

    internal override BytePoolStatistics GetStatistics() => StatisticsOf([]);

    private protected override void DropIdle()
    {
        // Nothing is ever idle.
    }

    private protected override void ChangeMaxIdle()
    {
        // Nothing is ever idle.
    }

    private protected override void Close()
    {
        _isDisposed = true;
        base.Close();
    }

    private protected override Slot? TryRentChecked(int size, bool asArray) =>
        TryRentUnpooled(size, isForWaiter: false);

    public override Slot? TryRentForWaiter(int size) => TryRentUnpooled(size, isForWaiter: true);

    private protected override void MakeRoom(int bytes)
    {
        // Nothing is ever idle.
    }

    private protected override int BufferSizeFor(int size) => size;
}

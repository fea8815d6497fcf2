using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>The garbage collector behind the pool's API: each rent gets an array of its own, and a return lets go of it. Handles obey the same rules.</summary>
internal sealed class UnpooledEngine(BytePoolOptions options, PoolContext pool, SizeClasses classes) : PoolEngine(options, pool, classes)
{
    private volatile bool _isDisposed;

    private protected override bool IsDisposed => _isDisposed;

    internal override BytePoolStatistics GetStatistics() => StatisticsOf([]);

    private protected override void Trim(ref List<MisuseReport>? found)
    {
        // Nothing is ever idle.
    }

    private protected override void Close(ref List<MisuseReport>? found)
    {
        _isDisposed = true;
        base.Close(ref found);
    }

    private protected override Slot? TryRentChecked(int size, bool asArray, ref List<MisuseReport>? found) =>
        TryRentUnpooled(size, isForWaiter: false, ref found);

    public override Slot? TryRentForWaiter(int size, ref List<MisuseReport>? found) => TryRentUnpooled(size, isForWaiter: true, ref found);

    private protected override void MakeRoom(int bytes, ref List<MisuseReport>? found)
    {
        // Nothing is ever idle.
    }

    private protected override int BufferSizeFor(int size) => size;
}

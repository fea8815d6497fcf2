using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Growth;

/// <summary>A rent that the budget refuses although many buffers are idle: to release all of them would not be enough.</summary>
internal sealed class RefusedBesideIdleRun : GrowthRun
{
    private readonly int _large;
    private readonly ByteLease _out;

    public RefusedBesideIdleRun(int count, Holding holding)
        : base(Options(count), count, holding)
    {
        // This one and all that is idle fit into the budget; a second one as large doesn't, whatever is released.
        _large = LargeSize(count);
        _out = Pool.Rent(_large);
    }

    public override int OperationsPerChunk => 128;

    public override void Prepare()
    {
        // A pool that released idle buffers in vain gets them back here, so that each turn begins with as many.
        if (Pool.GetStatistics().Idle < Holders.Leases.Length)
        {
            Holders.Rent();
            Holders.Return();
        }
    }

    public override void Batch()
    {
        for (int i = 0; i < OperationsPerChunk; i++)
        {
            if (Pool.TryRent(_large, out ByteLease lease))
            {
                lease.Return();
                throw new BufferCheckException("There was room for more than the budget.");
            }
        }
    }

    public override void Dispose()
    {
        _out.Return();
        base.Dispose();
    }

    private static int LargeSize(int count) => 2 * count * Size;

    private static BytePoolOptions Options(int count) => new()
    {
        SizeClasses = SizeClassLadder.Custom(Size, LargeSize(count)),
        MaxTotalBytes = (2L * LargeSize(count)) - 1,
        MaxBuffersPerBucket = count,
    };
}

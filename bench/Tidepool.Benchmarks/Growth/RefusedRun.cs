using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Growth;

/// <summary>A rent that the budget refuses, since all of it is out.</summary>
internal sealed class RefusedRun : GrowthRun
{
    public RefusedRun(int count, Holding holding)
        : base(new BytePoolOptions { MaxTotalBytes = (long)count * Size }, count, holding) => Holders.Rent();

    public override int OperationsPerChunk => 128;

    public override void Batch()
    {
        for (int i = 0; i < OperationsPerChunk; i++)
        {
            if (Pool.TryRent(Size, out ByteLease lease))
            {
                lease.Return();
                throw new BufferCheckException("There was room in a budget of which all was out.");
            }
        }
    }
}

using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Growth;

/// <summary>Reading the statistics.</summary>
internal sealed class StatisticsRun : GrowthRun
{
    public StatisticsRun(int count, Holding holding)
        : base(new BytePoolOptions(), count, holding) => Holders.Rent();

    public override int OperationsPerChunk => 16;

    public override void Batch()
    {
        for (int i = 0; i < OperationsPerChunk; i++)
        {
            if (Pool.GetStatistics().Rented != Holders.Leases.Length)
            {
                throw new BufferCheckException("The statistics don't count what is out.");
            }
        }
    }
}

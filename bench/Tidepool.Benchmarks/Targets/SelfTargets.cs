namespace Tidepool.Benchmarks.Targets;

/// <summary>Targets the pool under test has against itself: with more threads, leases or pools.</summary>
internal static class SelfTargets
{
    private const double LeastOfBestThroughput = 0.9;
    private const double MostGrowth = 1.2;

    /// <summary>Bytes per operation that count as none: the stacks of sampled rents are 0.04, and a row's threads and tasks allocate unevenly.</summary>
    private const double NoBytes = 0.5;

    public static TargetOutcome Judge(SeriesResult result)
    {
        IReadOnlyList<PeerResult> variants = result.Peers.Single().Variants;
        if (result.Series.Name == "threads")
        {
            PeerResult best = variants.MinBy(static variant => variant.Nanoseconds.Median) ?? variants[0];
            string throughput = $"throughput / that of {best.Peer}, the best of {variants.Count}";
            return new TargetOutcome(variants[^1].Peer, throughput, best.RoundRatiosTo(variants[^1]), LeastOfBestThroughput, IsFloor: true);
        }

        PeerResult worst = variants.Skip(1).MaxBy(variant => variant.RoundRatiosTo(variants[0]).Median) ?? variants[^1];
        string time = $"time / that of {variants[0].Peer}, the worst of {variants.Count}";
        return new TargetOutcome(worst.Peer, time, worst.RoundRatiosTo(variants[0]), MostGrowth);
    }

    /// <summary>What the pool allocates beyond the row's own tasks and channels, which the peer that allocates least shows.</summary>
    public static TargetOutcome Allocation(RowResult row)
    {
        double own = row.Peers.Min(static peer => peer.AllocatedPerRound.Median);
        return new TargetOutcome(row.Workload.Name, "allocated B per op beyond the row's own", row.Subject!.AllocatedPerRound.Less(own), NoBytes);
    }
}

using Tidepool.Benchmarks.Measurement;

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
        return result.Series.Name == "threads" ? Throughput(result, variants) : Flatness(result, variants);
    }

    /// <summary>What the pool allocates beyond what the row's own tasks and channels do: the least that any peer shows.</summary>
    public static TargetOutcome Allocation(RowResult row, string subject)
    {
        double own = row.Peers.Min(peer => peer.AllocatedPerRound.Median);
        PeerResult result = row.Peers.Single(peer => peer.Peer == subject);
        return new TargetOutcome(row.Workload.Name, "allocated B per op beyond the row's own", result.AllocatedPerRound.Less(own), NoBytes, IsFloor: false);
    }

    private static TargetOutcome Throughput(SeriesResult result, IReadOnlyList<PeerResult> variants)
    {
        PeerResult best = variants.MinBy(variant => variant.Nanoseconds.Median) ?? variants[0];
        return new TargetOutcome(
            variants[^1].Peer, $"throughput / that of {best.Peer}, the best of {result.Series.Variants.Count}", best.RoundRatiosTo(variants[^1]), LeastOfBestThroughput, IsFloor: true);
    }

    private static TargetOutcome Flatness(SeriesResult result, IReadOnlyList<PeerResult> variants)
    {
        PeerResult worst = variants.Skip(1).MaxBy(variant => variant.RoundRatiosTo(variants[0]).Median) ?? variants[^1];
        return new TargetOutcome(
            worst.Peer, $"time / that of {variants[0].Peer}, the worst of {result.Series.Variants.Count}", worst.RoundRatiosTo(variants[0]), MostGrowth, IsFloor: false);
    }
}

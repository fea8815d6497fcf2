using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Targets;

/// <summary>Targets the pool under test has against itself: with more threads, leases or pools.</summary>
internal static class SelfTargets
{
    private const double LeastOfBestThroughput = 0.9;
    private const double MostGrowth = 1.2;

    /// <summary>Bytes per operation that count as none: the harness's own threads and tasks allocate a little, spread over thousands of operations.</summary>
    private const double NoBytes = 0.5;

    public static TargetOutcome Judge(SeriesResult result)
    {
        IReadOnlyList<PeerResult> variants = result.Peers.Single().Variants;
        return result.Series.Name == "threads" ? Throughput(result, variants) : Flatness(result, variants);
    }

    public static TargetOutcome Allocation(RowResult row, string subject)
    {
        PeerResult result = row.Peers.Single(peer => peer.Peer == subject);
        return new TargetOutcome(row.Workload.Name, "allocated B per op, tasks and channels included", result.AllocatedPerRound, NoBytes, IsFloor: false);
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

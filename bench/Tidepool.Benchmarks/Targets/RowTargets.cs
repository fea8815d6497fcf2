namespace Tidepool.Benchmarks.Targets;

/// <summary>The ratios that the pool under test must keep: to other peers in the rows, to other builds of itself, and to the types it replaces.</summary>
internal static class RowTargets
{
    /// <summary>Bytes per operation that count as none: the stacks of sampled rents are 0.04, and a row's threads and tasks allocate unevenly.</summary>
    private const double NoBytes = 0.5;

    private const double MostShareOfStacks = 0.01;
    private const double LeastOfBestThroughput = 0.9;
    private const double MostGrowth = 1.2;
    private const int StreamLength = 4_096;

    /// <summary>The most of the baseline's time; in the rows of <see cref="s_againstAll"/>, of the fastest peer's.</summary>
    private static readonly (string Row, double AtMost)[] s_rows =
    [
        ("pair", 0.75),
        ("using", 0.60),
        ("nested-16", 0.30),
        ("mixed", 0.65),
        ("pools-2", 0.80),
        ("pools-100", 1.0),
        ("handoff-256", 0.30),
        ("handoff-256-shuffled", 0.5),
        ("handoff-n-to-1", 0.30),
        ("handoff-1-to-n", 0.30),
        ("hop", 1.00),
        ("msgpass", 0.85),
        ("larson", 0.79),
        ("larson-tasks", 1.0),
        ("xmalloc", 0.18),
        ("sh6bench", 1.0),
        ("sh8bench", 1.0),
        ("mstress", 0.73),
        ("rptest", 0.41),
        ("malloc-large", 1.10),
    ];

    private static readonly string[] s_againstAll = ["larson-tasks", "sh6bench", "sh8bench"];

    /// <summary>Gets what the pool offers in place of another type, compared with that type.</summary>
    public static IReadOnlyList<Target> Adapters { get; } =
    [
        new("array adapter pair", "rent 4,096 B, touch, return", 1.5, Pair(PeerCatalog.ArrayAdapter), Pair(PeerCatalog.Baseline)),
        new("memory adapter pair", "rent 4,096 B, touch, dispose the owner", 0.6, Pair(PeerCatalog.MemoryAdapter), Pair(PeerCatalog.SharedMemoryPool)),
        new("memory adapter pair, owners reused", "the same", 0.6, Pair(PeerCatalog.ReusingMemoryAdapter), Pair(PeerCatalog.SharedMemoryPool)),
        new(
            "stream 4 KiB",
            "get a stream, write 4,096 B, dispose it",
            0.5,
            new("PooledStream", static () => OtherRuns.PooledStream(StreamLength)),
            new("RecyclableMemoryStream", static () => OtherRuns.RecyclableStream(StreamLength))),
    ];

    /// <summary>Gets the pool when it is built, set up or called differently.</summary>
    private static IReadOnlyList<Target> Builds { get; } =
    [
        new("pair, checks on", string.Empty, 1.10, Pair(PeerCatalog.Subject), Pair(UncheckedPeer.Entry)),
        new("pair, with a budget", string.Empty, 1.05, Pair(PeerCatalog.Budgeted), Pair(PeerCatalog.Subject)),
        new("pair, by RentAsync", string.Empty, 1.0, Pair(PeerCatalog.Awaiting), Pair(PeerCatalog.Baseline)),
        new(
            "pair, listened to",
            string.Empty,
            1.05,
            new("Tidepool, listened to", static () => OtherRuns.Listened(Pair(PeerCatalog.Subject).Bind())),
            Pair(PeerCatalog.Subject)),
    ];

    public static IEnumerable<TargetOutcome> Measure(RowMeasurement measurement)
    {
        List<TargetOutcome> allocations = [];
        foreach ((string name, double atMost) in s_rows)
        {
            Workload workload = WorkloadCatalog.Find(name);
            IEnumerable<Peer> peers = s_againstAll.Contains(name) ? PeerCatalog.All : [PeerCatalog.Subject, PeerCatalog.Baseline];
            TargetResult row = new Target(name, string.Empty, atMost, workload.Over(peers)).Measure(measurement);

            // A single new buffer of many MiB would outweigh all other rows.
            if (workload.LargestSize <= 1 << 20)
            {
                allocations.Add(Allocation(row));
            }

            yield return row.Outcome;
        }

        foreach (Target build in Builds)
        {
            yield return build.Measure(measurement).Outcome;
        }

        yield return Sampling(measurement);
        foreach (Target adapter in Adapters)
        {
            yield return adapter.Measure(measurement).Outcome;
        }

        foreach (WorkloadSeries series in WorkloadCatalog.Series)
        {
            yield return AgainstItself(series, measurement.Measure(series.Over(PeerCatalog.Subject)));
        }

        TargetOutcome most = allocations.MaxBy(static allocation => allocation.Figure.Median) ?? allocations[0];
        yield return most with { Row = $"all rows, most: {most.Row}" };
    }

    /// <summary>What the pool allocates beyond the row's own tasks and channels, which the peer that allocates least shows.</summary>
    private static TargetOutcome Allocation(TargetResult row)
    {
        double own = row.Peers.Min(static peer => peer.AllocatedPerRound.Median);
        return new TargetOutcome(row.Target.Row, "allocated B per op beyond the row's own", row.Subject.AllocatedPerRound.Less(own), NoBytes);
    }

    /// <summary>The stacks of sampled rents: their share of a pair's time.</summary>
    /// <remarks>By its time, a pool that records one stack in 262,144 rents can't be told from one that records none: the difference is far below the
    /// noise. So a pool that records every one is measured, and its extra time is divided by the number of rents per stack.</remarks>
    private static TargetOutcome Sampling(RowMeasurement measurement)
    {
        IReadOnlyList<PeerResult> results = measurement.Measure([Pair(PeerCatalog.Unsampled), Pair(PeerCatalog.AllSampled)]);
        int interval = new BytePoolOptions().LeakSamplingInterval;
        Distribution share = results[1].RoundRatiosTo(results[0]).Less(1).Over(interval);
        return new TargetOutcome("pair, stacks sampled", $"of the pair's time, one stack in {interval:N0} rents", share, MostShareOfStacks);
    }

    /// <summary>With ever more threads, the throughput of the most beside the best; with ever more of anything else, the worst time beside that of the
    /// fewest.</summary>
    private static TargetOutcome AgainstItself(WorkloadSeries series, IReadOnlyList<PeerResult> variants)
    {
        if (series.Name == "threads")
        {
            PeerResult best = variants.MinBy(static variant => variant.Nanoseconds.Median) ?? variants[0];
            string throughput = $"throughput / that of {best.Peer}, the best of {variants.Count}";
            return new TargetOutcome(variants[^1].Peer, throughput, best.RoundRatiosTo(variants[^1]), LeastOfBestThroughput, IsFloor: true);
        }

        PeerResult worst = variants.Skip(1).MaxBy(variant => variant.RoundRatiosTo(variants[0]).Median) ?? variants[^1];
        string time = $"time / that of {variants[0].Peer}, the worst of {variants.Count}";
        return new TargetOutcome(worst.Peer, time, worst.RoundRatiosTo(variants[0]), MostGrowth);
    }

    /// <summary>A peer in the row with the least work beside the pool's own.</summary>
    private static Entrant Pair(Peer peer) => peer.In(WorkloadCatalog.Basic[0]);
}

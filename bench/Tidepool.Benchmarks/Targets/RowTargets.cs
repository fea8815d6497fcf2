namespace Tidepool.Benchmarks.Targets;

/// <summary>The ratios that the pool under test must keep: to other peers in the rows, to other builds of itself, and to the types it replaces.</summary>
internal static class RowTargets
{
    /// <summary>Bytes per operation that count as none: the stacks of sampled rents are 0.04, and a row's threads and tasks allocate unevenly.</summary>
    private const double NoBytes = 0.5;

    private const double MostShareOfStacks = 0.01;
    private const double LeastOfBestThroughput = 0.9;
    private const double MostGrowth = 1.2;

    private const string TwoCalls =
        "two calls identify the running thread, so that no optimizer can keep the answer over an await; inlined, they were 1 to 2 ns less";

    private const string TwoExchanges =
        "a shared buffer is claimed by one interlocked operation when it is returned, and by another when it is rented (design.md, What was tried)";

    /// <summary>The most of the baseline's time; in the rows of <see cref="s_againstAll"/>, of the fastest peer's. And why it may be more.</summary>
    private static readonly (string Row, double AtMost, string? Reason)[] s_rows =
    [
        ("pair", 0.75, TwoCalls),
        ("using", 0.60, TwoCalls),
        ("nested-16", 0.30, TwoCalls),
        ("mixed", 0.65, TwoCalls),
        ("pools-2", 0.80, TwoCalls),
        ("pools-100", 1.0, "100 pools lend 100 buffers in turn, the one ArrayPool always the same: from 20 pools on the first-level cache is full"),
        ("handoff-256", 0.30, TwoExchanges),
        ("handoff-256-shuffled", 0.5, null),
        ("handoff-n-to-1", 0.30, TwoExchanges),
        ("handoff-1-to-n", 0.30, TwoExchanges),
        ("hop", 1.00, "the row is its four tasks' yields: a bare stack of the thread, with no check and nothing shared, is at 0.96 to 1.00 (--control)"),
        ("msgpass", 0.85, TwoExchanges),
        ("larson", 0.79, TwoExchanges),
        ("larson-tasks", 1.0, TwoExchanges),
        ("xmalloc", 0.18, TwoExchanges),
        ("sh6bench", 1.0, null),
        ("sh8bench", 1.0, null),
        ("mstress", 0.73, TwoExchanges),
        ("rptest", 0.41, TwoExchanges),
        (
            "malloc-large",
            1.10,
            "in the suite, decay releases idle buffers while eleven other peers run; beside ArrayPool.Shared alone it is 0.5 to 0.7"),
    ];

    private static readonly string[] s_againstAll = ["larson-tasks", "sh6bench", "sh8bench"];

    /// <summary>Gets what the pool offers in place of another type, compared with that type.</summary>
    public static IReadOnlyList<Target> Adapters { get; } =
    [
        new("array adapter pair", "rent 4,096 B, touch, return", 1.5, Pair(PeerCatalog.ArrayAdapter), Pair(PeerCatalog.Baseline)),
        new("memory adapter pair", "rent 4,096 B, touch, dispose the owner", 0.6, Pair(PeerCatalog.MemoryAdapter), Pair(PeerCatalog.SharedMemoryPool))
        {
            Reason = "an owner is allocated for each rent, so that a stale Dispose does no harm; with reuseOwners none is",
        },
        new("memory adapter pair, owners reused", "the same", 0.6, Pair(PeerCatalog.ReusingMemoryAdapter), Pair(PeerCatalog.SharedMemoryPool)),
        new(
            "stream 4 KiB",
            "get a stream, write 4,096 B, dispose it",
            0.5,
            new("PooledStream", static () => OtherRuns.PooledStream()),
            new("RecyclableMemoryStream", static () => OtherRuns.RecyclableStream())),
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
        foreach ((string name, double atMost, string? reason) in s_rows)
        {
            Workload workload = WorkloadCatalog.Find(name);
            IEnumerable<Peer> peers = s_againstAll.Contains(name) ? PeerCatalog.All : [PeerCatalog.Subject, PeerCatalog.Baseline];
            TargetResult row = (new Target(name, string.Empty, atMost, workload.Over(peers)) { Reason = reason }).Measure(measurement);

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
        yield return most with
        {
            Row = $"all rows, most: {most.Row}",
            Reason = most.Row == "msgpass" ? "its channels and tasks allocate 12 B, with either pool (--control), and unevenly" : null,
        };
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

namespace Tidepool.Benchmarks.Targets;

/// <summary>Two ways to do the same, in turn, and a limit on one's time relative to the other's.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="Subject">The pool, or an adapter of it.</param>
/// <param name="Rival">What it is compared with.</param>
/// <param name="AtMost">The most time it may take, as a fraction of the rival's.</param>
internal sealed record Comparison(string Name, string Description, Entrant Subject, Entrant Rival, double AtMost)
{
    private const int StreamLength = 4_096;

    /// <summary>Gets what the pool offers in place of another type, compared with that type.</summary>
    public static IReadOnlyList<Comparison> Adapters { get; } =
    [
        new("array adapter pair", "rent 4,096 B, touch, return", Pair(PeerCatalog.ArrayAdapter), Pair(PeerCatalog.Baseline), 1.5),
        new("memory adapter pair", "rent 4,096 B, touch, dispose the owner", Pair(PeerCatalog.MemoryAdapter), Pair(PeerCatalog.SharedMemoryPool), 0.6),
        new("memory adapter pair, owners reused", "the same", Pair(PeerCatalog.ReusingMemoryAdapter), Pair(PeerCatalog.SharedMemoryPool), 0.6),
        new(
            "stream 4 KiB",
            "get a stream, write 4,096 B, dispose it",
            new("PooledStream", static () => OtherRuns.PooledStream(StreamLength)),
            new("RecyclableMemoryStream", static () => OtherRuns.RecyclableStream(StreamLength)),
            0.5),
    ];

    /// <summary>Gets the pool when it is built, set up or called differently.</summary>
    public static IReadOnlyList<Comparison> Builds { get; } =
    [
        Build("checks on", Pair(PeerCatalog.Subject), Pair(UncheckedPeer.Entry), 1.10),
        Build("with a budget", Pair(PeerCatalog.Budgeted), Pair(PeerCatalog.Subject), 1.05),
        Build("by RentAsync", Pair(PeerCatalog.Awaiting), Pair(PeerCatalog.Baseline), 1.0),
        Build("listened to", Listened(), Pair(PeerCatalog.Subject), 1.05),
    ];

    /// <summary>Gets the row with the least work beside the pool's own.</summary>
    private static Workload Row => WorkloadCatalog.Basic[0];

    /// <summary>The stacks of sampled rents: their share of a pair's time.</summary>
    /// <remarks>By its time, a pool that records one stack in 262,144 rents can't be told from one that records none: the difference is far below the
    /// noise. So a pool that records every one is measured, and its extra time is divided by the number of rents per stack.</remarks>
    public static TargetOutcome JudgeSampling(RowMeasurement measurement)
    {
        const double MostShare = 0.01;
        IReadOnlyList<PeerResult> results = measurement.Measure([Pair(PeerCatalog.Unsampled), Pair(PeerCatalog.AllSampled)]);
        int interval = new BytePoolOptions().LeakSamplingInterval;
        Distribution share = results[1].RoundRatiosTo(results[0]).Less(1).Over(interval);
        return new TargetOutcome("pair, stacks sampled", $"of the pair's time, one stack in {interval:N0} rents", share, MostShare);
    }

    /// <summary>Measures both in turn.</summary>
    public ComparisonResult Measure(RowMeasurement measurement)
    {
        IReadOnlyList<PeerResult> results = measurement.Measure([Subject, Rival]);
        return new ComparisonResult(this, results[0], results[1]);
    }

    private static Entrant Pair(Peer peer) => peer.In(Row);

    private static Entrant Listened() => new("Tidepool, listened to", static () => OtherRuns.Listened(Pair(PeerCatalog.Subject).Bind()));

    private static Comparison Build(string name, Entrant subject, Entrant rival, double atMost) =>
        new($"{Row.Name}, {name}", Row.Description, subject, rival, atMost);
}

/// <summary>What both took.</summary>
internal sealed record ComparisonResult(Comparison Comparison, PeerResult Subject, PeerResult Rival)
{
    public TargetOutcome Outcome => new(Comparison.Name, $"time / {Rival.Peer}", Subject.RoundRatiosTo(Rival), Comparison.AtMost);
}

namespace Tidepool.Benchmarks.Targets;

/// <summary>A row and the ratio the pool under test must keep in it.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="AtMost">The most its time may be, as a fraction of the rival's.</param>
/// <param name="AgainstAll">True where it must be ahead of every peer; false where <see cref="PeerCatalog.Baseline"/> is the measure.</param>
internal sealed record RowTarget(string Row, double AtMost, bool AgainstAll = false)
{
    /// <summary>Gets all row targets.</summary>
    public static IReadOnlyList<RowTarget> All { get; } =
    [
        new("pair", 0.75),
        new("using", 0.60),
        new("nested-16", 0.30),
        new("mixed", 0.65),
        new("pools-2", 0.80),
        new("pools-100", 1.0),
        new("handoff-256", 0.30),
        new("handoff-256-shuffled", 0.5),
        new("handoff-n-to-1", 0.30),
        new("handoff-1-to-n", 0.30),
        new("hop", 1.00),
        new("msgpass", 0.85),
        new("larson", 0.79),
        new("larson-tasks", 1.0, AgainstAll: true),
        new("xmalloc", 0.18),
        new("sh6bench", 1.0, AgainstAll: true),
        new("sh8bench", 1.0, AgainstAll: true),
        new("mstress", 0.73),
        new("rptest", 0.41),
        new("malloc-large", 1.10),
    ];

    public Workload Workload => WorkloadCatalog.Find(Row);

    /// <summary>Gets a value indicating whether the row's allocation is judged too: a single new buffer of many MiB would outweigh all other rows.</summary>
    public bool JudgesAllocation => Workload.LargestSize <= 1 << 20;

    /// <summary>Gets the peers to measure.</summary>
    public IReadOnlyList<Peer> Peers => AgainstAll ? PeerCatalog.All : [PeerCatalog.Subject, PeerCatalog.Baseline];

    /// <summary>Compares with the rival: the baseline, or the fastest other peer.</summary>
    public TargetOutcome Judge(RowResult row)
    {
        PeerResult rival = row.Peers.Where(peer => peer != row.Subject).MinBy(static peer => peer.Nanoseconds.Median)
            ?? throw new InvalidOperationException($"No peer to compare with in row {Row}.");
        return new TargetOutcome(Row, $"time / {rival.Peer}", row.Subject!.RoundRatiosTo(rival), AtMost);
    }
}

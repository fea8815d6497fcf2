using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>A row and the ratio the pool under test must keep in it.</summary>
/// <param name="Row">The row's name.</param>
/// <param name="AgainstAll">True where it must be ahead of every peer; false where <see cref="PeerCatalog.Baseline"/> is the measure.</param>
/// <param name="AtMost">The most its time may be, as a part of the rival's.</param>
internal sealed record Target(string Row, bool AgainstAll, double AtMost)
{
    /// <summary>Gets all row targets.</summary>
    public static IReadOnlyList<Target> All { get; } =
    [
        new("pair", false, 0.75),
        new("using", false, 0.60),
        new("nested-16", false, 0.30),
        new("mixed", false, 0.65),
        new("pools-2", false, 0.80),
        new("pools-100", false, 1.0),
        new("handoff-256", false, 0.30),
        new("handoff-256-shuffled", false, 0.5),
        new("handoff-n-to-1", false, 0.30),
        new("handoff-1-to-n", false, 0.30),
        new("hop", false, 1.00),
        new("msgpass", false, 0.85),
        new("larson", false, 0.79),
        new("larson-tasks", true, 1.0),
        new("xmalloc", false, 0.18),
        new("sh6bench", true, 1.0),
        new("sh8bench", true, 1.0),
        new("mstress", false, 0.73),
        new("rptest", false, 0.41),
        new("malloc-large", false, 1.10),
    ];

    public Workload Workload => WorkloadCatalog.All.Single(workload => workload.Name == Row);

    /// <summary>Gets a value indicating whether what the row allocates is judged too: a single new buffer of many MiB would outweigh all other rows.</summary>
    public bool JudgesAllocation => Workload.LargestSize <= 1 << 20;

    /// <summary>Gets the peers to measure.</summary>
    public IReadOnlyList<Peer> Peers => AgainstAll
        ? PeerCatalog.All
        : [.. PeerCatalog.All.Where(peer => peer.Name == PeerCatalog.Subject || peer.Name == PeerCatalog.Baseline)];

    /// <summary>Compares with the rival: the baseline, or the fastest other peer.</summary>
    public TargetOutcome Judge(RowResult row)
    {
        PeerResult subject = row.Peers.Single(peer => peer.Peer == PeerCatalog.Subject);
        PeerResult rival = row.Peers.Where(peer => peer != subject).MinBy(peer => peer.Nanoseconds.Median)
            ?? throw new InvalidOperationException($"Nobody to compare with in row {Row}.");
        return new TargetOutcome(Row, $"time / {rival.Peer}", subject.RoundRatiosTo(rival), AtMost, IsFloor: false);
    }
}

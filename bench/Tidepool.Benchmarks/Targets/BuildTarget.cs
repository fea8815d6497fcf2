extern alias unchecked_build;

using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>A target the pool has against itself, built or set up otherwise, in the row that leaves the least beside the pool's own work.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Slower">The one that may take a little more time.</param>
/// <param name="Faster">The one that it is held against.</param>
/// <param name="AtMost">The most time the slower may take, as a part of the other's.</param>
internal sealed record BuildTarget(string Name, Peer Slower, Peer Faster, double AtMost)
{
    /// <summary>Gets all such targets.</summary>
    public static IReadOnlyList<BuildTarget> All { get; } =
    [
        new("checks on", new Peer<TidepoolPeer, ByteLease>(), new Peer<UncheckedPeer, unchecked_build::Tidepool.ByteLease>(), 1.10),
        new("with a budget", new Peer<BudgetedPeer, ByteLease>(), new Peer<TidepoolPeer, ByteLease>(), 1.05),
    ];

    private static Workload Workload => WorkloadCatalog.All[0];

    /// <summary>Measures both in turn.</summary>
    public TargetOutcome Judge(RowMeasurement measurement)
    {
        RowResult row = measurement.Measure(Workload, [Slower, Faster]);
        PeerResult slower = row.Peers.Single(peer => peer.Peer == Slower.Name);
        PeerResult faster = row.Peers.Single(peer => peer.Peer == Faster.Name);
        return new TargetOutcome($"{Workload.Name}, {Name}", $"time / {Faster.Name}", slower.RoundRatiosTo(faster), AtMost, IsFloor: false);
    }
}

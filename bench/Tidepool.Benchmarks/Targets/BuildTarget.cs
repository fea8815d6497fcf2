extern alias unchecked_build;

using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>A target of the pool as it is built, set up or called otherwise, in the row that leaves the least beside the pool's own work.</summary>
/// <param name="Name">The target's name.</param>
/// <param name="Slower">The one that may take a little more time.</param>
/// <param name="Faster">The one that it is held against.</param>
/// <param name="AtMost">The most time the slower may take, as a part of the other's.</param>
internal sealed record BuildTarget(string Name, Entrant Slower, Entrant Faster, double AtMost)
{
    private static readonly Entrant s_pool = Of(new Peer<TidepoolPeer, ByteLease>());

    /// <summary>Gets all such targets.</summary>
    public static IReadOnlyList<BuildTarget> All { get; } =
    [
        new("checks on", s_pool, Of(new Peer<UncheckedPeer, unchecked_build::Tidepool.ByteLease>()), 1.10),
        new("with a budget", Of(new Peer<BudgetedPeer, ByteLease>()), s_pool, 1.05),
        new("by RentAsync", Of(new Peer<AwaitingPeer, ByteLease>()), Of(new Peer<SharedArrayPoolPeer, ArrayLease>()), 1.0),
        new("listened to", new Entrant("Tidepool, listened to", static () => new ListenedRun(s_pool.Bind())), s_pool, 1.05),
    ];

    private static Workload Workload => WorkloadCatalog.All[0];

    /// <summary>Measures both in turn.</summary>
    public TargetOutcome Judge(RowMeasurement measurement)
    {
        IReadOnlyList<PeerResult> results = measurement.Measure([Slower, Faster]);
        return new TargetOutcome($"{Workload.Name}, {Name}", $"time / {Faster.Name}", results[0].RoundRatiosTo(results[1]), AtMost, IsFloor: false);
    }

    private static Entrant Of(Peer peer) => new(peer.Name, () => peer.Bind(Workload));
}

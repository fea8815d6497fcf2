using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The target for the stacks of sampled rents: their part of a pair's time.</summary>
/// <remarks>A pool that records one stack in 262,144 rents can't be told from one that records none, by its time: the difference is far below the noise.
/// So a pool that records every one is measured, and its extra time divided by how seldom a stack is due.</remarks>
internal static class SamplingTarget
{
    private const double MostShare = 0.01;

    public static TargetOutcome Judge(RowMeasurement measurement)
    {
        Peer none = new Peer<ModePeer<IPoolMode.Unsampled>, ByteLease>();
        Peer all = new Peer<ModePeer<IPoolMode.AllSampled>, ByteLease>();
        RowResult row = measurement.Measure(WorkloadCatalog.All[0], [none, all]);
        PeerResult without = row.Peers.Single(peer => peer.Peer == none.Name);
        PeerResult with = row.Peers.Single(peer => peer.Peer == all.Name);
        int interval = new BytePoolOptions().LeakSamplingInterval;
        return new TargetOutcome("pair, stacks sampled", $"of the pair's time, one stack in {interval:N0} rents", with.RoundRatiosTo(without).Less(1).Over(interval), MostShare, IsFloor: false);
    }
}

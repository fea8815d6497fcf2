using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>One workload over all peers.</summary>
internal sealed record RowResult(Workload Workload, IReadOnlyList<PeerResult> Peers)
{
    /// <summary>The result of a peer, if it took part.</summary>
    public PeerResult? Find(string peer) => Peers.FirstOrDefault(result => result.Peer == peer);
}

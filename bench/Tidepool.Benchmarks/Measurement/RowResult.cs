using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>A peer that can't take part in a row, and why.</summary>
internal sealed record Absence(string Peer, string Reason);

/// <summary>One workload over all peers.</summary>
internal sealed record RowResult(Workload Workload, IReadOnlyList<PeerResult> Peers, IReadOnlyList<Absence> Absences)
{
    /// <summary>The result of a peer, if it took part.</summary>
    public PeerResult? Find(string peer) => Peers.FirstOrDefault(result => result.Peer == peer);
}

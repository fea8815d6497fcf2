namespace Tidepool.Benchmarks.Measurement;

/// <summary>One workload over all peers that can take part in it.</summary>
internal sealed record RowResult(Workload Workload, IReadOnlyList<PeerResult> Peers)
{
    /// <summary>Gets the result of the pool under test, if it took part.</summary>
    public PeerResult? Subject => Find(PeerCatalog.Subject);

    /// <summary>Gets the result of the peer that ratios refer to, if it took part.</summary>
    public PeerResult? Baseline => Find(PeerCatalog.Baseline);

    /// <summary>The result of a peer, if it took part.</summary>
    public PeerResult? Find(Peer peer) => Peers.FirstOrDefault(result => result.Peer == peer.Name);
}

/// <summary>A series over all peers: for each, a result for each variant, in the variants' order.</summary>
internal sealed record SeriesResult(WorkloadSeries Series, IReadOnlyList<(string Peer, IReadOnlyList<PeerResult> Variants)> Peers);

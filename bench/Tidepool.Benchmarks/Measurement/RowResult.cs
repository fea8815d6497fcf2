namespace Tidepool.Benchmarks.Measurement;

/// <summary>A peer that can't take part in a row, and why.</summary>
internal sealed record Absence(string Peer, string Reason)
{
    /// <summary>The peers for which there is such a reason.</summary>
    public static IReadOnlyList<Absence> Among(IReadOnlyList<Peer> peers, Func<Peer, string?> whyNot) =>
        [.. from peer in peers let reason = whyNot(peer) where reason is not null select new Absence(peer.Name, reason)];
}

/// <summary>One workload over all peers.</summary>
internal sealed record RowResult(Workload Workload, IReadOnlyList<PeerResult> Peers, IReadOnlyList<Absence> Absences)
{
    /// <summary>Gets the result of the pool under test, if it took part.</summary>
    public PeerResult? Subject => Find(PeerCatalog.Subject);

    /// <summary>Gets the result of the peer that ratios refer to, if it took part.</summary>
    public PeerResult? Baseline => Find(PeerCatalog.Baseline);

    /// <summary>The result of a peer, if it took part.</summary>
    public PeerResult? Find(Peer peer) => Peers.FirstOrDefault(result => result.Peer == peer.Name);
}

/// <summary>A series over all peers: for each, a result for each variant, in the variants' order.</summary>
internal sealed record SeriesResult(
    WorkloadSeries Series, IReadOnlyList<(string Peer, IReadOnlyList<PeerResult> Variants)> Peers, IReadOnlyList<Absence> Absences);

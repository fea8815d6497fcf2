namespace Tidepool.Benchmarks.Peers;

/// <summary>Every peer, in the order in which they take their turns within a round.</summary>
internal static class PeerCatalog
{
    /// <summary>Gets the name of the peer all ratios refer to; it always runs.</summary>
    public static string Baseline => SharedArrayPoolPeer.Name;

    /// <summary>Gets the name of the pool under test: the one whose lost rows are marked.</summary>
    public static string Subject => TidepoolPeer.Name;

    /// <summary>Gets all peers. The one that feeds the collector goes last, so that what it leaves behind falls on the fewest others.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new Peer<TidepoolPeer, ByteLease>(),
        new Peer<SharedArrayPoolPeer, ArrayLease>(),
        new Peer<CreatedArrayPoolPeer, ArrayLease>(),
        new Peer<NewArrayPeer, ArrayLease>(),
    ];
}

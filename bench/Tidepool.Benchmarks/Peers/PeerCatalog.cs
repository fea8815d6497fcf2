using CommunityToolkit.HighPerformance.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>Every peer, in the order in which they take their turns within a round.</summary>
internal static class PeerCatalog
{
    /// <summary>Gets the name of the peer all ratios refer to; it always runs.</summary>
    public static string Baseline => SharedArrayPoolPeer.Name;

    /// <summary>Gets the name of the pool under test: the one whose lost rows are marked.</summary>
    public static string Subject => TidepoolPeer.Name;

    /// <summary>Gets the peers of the short table.</summary>
    public static IReadOnlyList<Peer> Basic { get; } =
    [
        new Peer<TidepoolPeer, ByteLease>(),
        new Peer<SharedArrayPoolPeer, ArrayLease>(),
        new Peer<CreatedArrayPoolPeer, ArrayLease>(),
        new Peer<NewArrayPeer, ArrayLease>(),
    ];

    /// <summary>Gets all peers. Those that feed the collector go last, so that what they leave behind falls on the fewest others.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new Peer<TidepoolPeer, ByteLease>(),
        new Peer<SharedArrayPoolPeer, ArrayLease>(),
        new Peer<CreatedArrayPoolPeer, ArrayLease>(),
        new Peer<SharedMemoryPoolPeer, OwnerLease>(),
        new Peer<ToolkitMemoryOwnerPeer, ToolkitLease>(),
        new ScopedPeer<ToolkitSpanOwnerPeer, SpanOwner<byte>>(),
        new Peer<DotNextPeer, DotNext.Buffers.MemoryOwner<byte>>(),
        new Peer<KestrelPeer, OwnerLease>(),
        new Peer<DotNettyPeer, NettyLease>(),
        new Peer<RecyclableStreamPeer, StreamLease>(),
        new Peer<UninitializedArrayPeer, ArrayLease>(),
        new Peer<NewArrayPeer, ArrayLease>(),
    ];
}

using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>The memory rows, and the peers that are worth a process of their own in them.</summary>
internal static class MemoryCatalog
{
    public static IReadOnlyList<MemoryRow> All { get; } =
    [
        new BurstRow(forcesCollections: false),
        new BurstRow(forcesCollections: true),
        new SurplusRow(handedOff: false),
        new SurplusRow(handedOff: true),
        new ThreadsRow(end: false),
        new ThreadsRow(end: true),
        new RealisticRow(),
    ];

    /// <summary>Gets the rows that only the targets ask for: figures, not curves.</summary>
    public static IReadOnlyList<MemoryRow> Figures { get; } = [new SmallRentedRow(), new SmallIdleRow()];

    /// <summary>Gets the peers of <see cref="Figures"/>: the pool, and what it is held against.</summary>
    public static IReadOnlyList<Peer> FigurePeers { get; } = [new Peer<UncappedPeer, ByteLease>(), new Peer<PlainPeer, PlainLease>()];

    /// <summary>Gets the peers with memory of their own: all but those that are handles around <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
    public static IReadOnlyList<Peer> Peers { get; } =
        [.. PeerCatalog.All.Where(peer => peer is not (
            Peer<SharedMemoryPoolPeer, OwnerLease>
            or Peer<ToolkitMemoryOwnerPeer, ToolkitLease>
            or ScopedPeer<ToolkitSpanOwnerPeer, CommunityToolkit.HighPerformance.Buffers.SpanOwner<byte>>
            or Peer<DotNextPeer, DotNext.Buffers.MemoryOwner<byte>>
            or Peer<UninitializedArrayPeer, ArrayLease>))];
}

using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>CommunityToolkit.HighPerformance <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct ToolkitMemoryOwnerPeer : IPeer<ToolkitMemoryOwnerPeer, ToolkitLease>
{
    public static string Name => "Toolkit MemoryOwner";

    public static bool IsProcessWide => true;

    public static ToolkitMemoryOwnerPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ToolkitLease Rent(int size) => new(MemoryOwner<byte>.Allocate(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ToolkitLease lease, int size) => lease.Owner.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ToolkitLease lease) => lease.Owner.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ToolkitLease lease) => lease.Owner.Dispose();

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

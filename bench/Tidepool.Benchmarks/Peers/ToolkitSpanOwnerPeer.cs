using System.Runtime.CompilerServices;
using CommunityToolkit.HighPerformance.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>CommunityToolkit.HighPerformance <c>SpanOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a ref struct,
/// for buffers that live within one method.</summary>
internal readonly struct ToolkitSpanOwnerPeer : IPeer<ToolkitSpanOwnerPeer, SpanOwner<byte>>
{
    public static string Name => "Toolkit SpanOwner";

    public static bool IsProcessWide => true;

    public static ToolkitSpanOwnerPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SpanOwner<byte> Rent(int size) => SpanOwner<byte>.Allocate(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(SpanOwner<byte> lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(SpanOwner<byte> lease) => lease.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(SpanOwner<byte> lease) => lease.Dispose();

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

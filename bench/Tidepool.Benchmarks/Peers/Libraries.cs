using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;
using DotNetty.Buffers;
using Microsoft.IO;

namespace Tidepool.Benchmarks.Peers;

/// <summary>CommunityToolkit.HighPerformance <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct ToolkitOwners : IPeer<ToolkitOwners.Lease>
{
    public static Span<byte> Bytes(Lease lease, int size) => lease.Owner.Span;

    public Lease Rent(int size) => new(MemoryOwner<byte>.Allocate(size));

    public void Return(Lease lease) => lease.Owner.Dispose();

    internal readonly record struct Lease(MemoryOwner<byte> Owner);
}

/// <summary>CommunityToolkit.HighPerformance <c>SpanOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a ref struct, for buffers that live
/// within one method.</summary>
internal readonly struct ToolkitSpans : IPeer<SpanOwner<byte>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Bytes(SpanOwner<byte> lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SpanOwner<byte> Rent(int size) => SpanOwner<byte>.Allocate(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(SpanOwner<byte> lease) => lease.Dispose();
}

/// <summary>DotNext <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a struct that its disposal changes.</summary>
internal readonly struct DotNextOwners : IPeer<DotNext.Buffers.MemoryOwner<byte>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Bytes(DotNext.Buffers.MemoryOwner<byte> lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public DotNext.Buffers.MemoryOwner<byte> Rent(int size) => new(ArrayPool<byte>.Shared, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(DotNext.Buffers.MemoryOwner<byte> lease) => lease.Dispose();
}

/// <summary>DotNetty's pooled allocator, with its settings as shipped: heap buffers out of 16 MiB chunks, thread-local caches.</summary>
internal readonly struct NettyBuffers : IPeer<NettyBuffers.Lease>
{
    public static Span<byte> Bytes(Lease lease, int size) => lease.Buffer.Array.AsSpan(lease.Buffer.ArrayOffset, size);

    public Lease Rent(int size) => new(PooledByteBufferAllocator.Default.HeapBuffer(size, size));

    public void Return(Lease lease) => lease.Buffer.Release();

    internal readonly record struct Lease(IByteBuffer Buffer);
}

/// <summary>A <c>RecyclableMemoryStream</c> for each buffer, with its manager's settings as shipped: blocks of 128 KiB.</summary>
internal readonly struct Streams(RecyclableMemoryStreamManager manager) : IPeer<Streams.Lease>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<byte> Bytes(Lease lease, int size) => lease.Stream.GetBuffer().AsSpan(0, size);

    public Lease Rent(int size) => new(manager.GetStream(tag: null, size, asContiguousBuffer: true));

    public void Return(Lease lease) => lease.Stream.Dispose();

    internal readonly record struct Lease(RecyclableMemoryStream Stream);
}

using System.Buffers;
using CommunityToolkit.HighPerformance.Buffers;
using DotNetty.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A lease that knows where it comes from: the only pool of its kind.</summary>
internal interface ILease<TSelf>
    where TSelf : struct, ILease<TSelf>, allows ref struct
{
    public static abstract TSelf Rent(int size);

    public Span<byte> Bytes(int size);

    public void Return();
}

/// <summary>The pool of the process that lends <typeparamref name="TLease"/>.</summary>
internal readonly struct LeasePeer<TLease> : IPeer<TLease>
    where TLease : struct, ILease<TLease>, allows ref struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TLease Rent(int size) => TLease.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(TLease lease, int size) => lease.Bytes(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(TLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(TLease lease) => lease.Return();
}

/// <summary>CommunityToolkit.HighPerformance <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct ToolkitLease(MemoryOwner<byte> owner) : ILease<ToolkitLease>
{
    public static ToolkitLease Rent(int size) => new(MemoryOwner<byte>.Allocate(size));

    public Span<byte> Bytes(int size) => owner.Span;

    public void Return() => owner.Dispose();
}

/// <summary>CommunityToolkit.HighPerformance <c>SpanOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a ref struct, for buffers that live
/// within one method.</summary>
internal readonly ref struct ToolkitSpanLease : ILease<ToolkitSpanLease>
{
    private readonly SpanOwner<byte> _owner;

    private ToolkitSpanLease(SpanOwner<byte> owner) => _owner = owner;

    public static ToolkitSpanLease Rent(int size) => new(SpanOwner<byte>.Allocate(size));

    public Span<byte> Bytes(int size) => _owner.Span;

    public void Return() => _owner.Dispose();
}

/// <summary>DotNext <c>MemoryOwner</c> over <c>ArrayPool&lt;byte&gt;.Shared</c>: a struct that its disposal changes.</summary>
internal struct DotNextLease(DotNext.Buffers.MemoryOwner<byte> owner) : ILease<DotNextLease>
{
    public static DotNextLease Rent(int size) => new(new DotNext.Buffers.MemoryOwner<byte>(ArrayPool<byte>.Shared, size));

    public readonly Span<byte> Bytes(int size) => owner.Span;

    public void Return() => owner.Dispose();
}

/// <summary>DotNetty's pooled allocator, with its settings as shipped: heap buffers out of 16 MiB chunks, thread-local caches.</summary>
internal readonly struct NettyLease(IByteBuffer buffer) : ILease<NettyLease>
{
    public static NettyLease Rent(int size) => new(PooledByteBufferAllocator.Default.HeapBuffer(size, size));

    public Span<byte> Bytes(int size) => buffer.Array.AsSpan(buffer.ArrayOffset, size);

    public void Return() => buffer.Release();
}

using System.Runtime.CompilerServices;
using DotNetty.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>DotNetty's pooled allocator, with its settings as shipped: heap buffers out of 16 MiB chunks, thread-local caches.</summary>
internal readonly struct DotNettyPeer : IPeer<DotNettyPeer, NettyLease>
{
    public static string Name => "DotNetty pooled";

    public static bool IsProcessWide => true;

    public static DotNettyPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NettyLease Rent(int size) => new(PooledByteBufferAllocator.Default.HeapBuffer(size, size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(NettyLease lease, int size) => lease.Buffer.Array.AsSpan(lease.Buffer.ArrayOffset, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(NettyLease lease) => lease.Buffer.Release();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(NettyLease lease) => lease.Buffer.Release();

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>An instance made by <c>ArrayPool&lt;byte&gt;.Create()</c>: up to 50 arrays a bucket, up to 1 MiB each, or as large as the workload needs.</summary>
internal readonly struct CreatedArrayPoolPeer : IPeer<CreatedArrayPoolPeer, ArrayLease>
{
    // What Create() without arguments takes.
    private const int DefaultLargestSize = 1 << 20;
    private const int DefaultArraysPerBucket = 50;

    private readonly ArrayPool<byte> _pool;

    private CreatedArrayPoolPeer(ArrayPool<byte> pool) => _pool = pool;

    public static string Name => "ArrayPool.Create";

    public static CreatedArrayPoolPeer Create(int largestSize) => new(ArrayPool<byte>.Create(Math.Max(largestSize, DefaultLargestSize), DefaultArraysPerBucket));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(_pool.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => _pool.Return(lease.Array);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => Return(lease);

    /// <summary>Does nothing: the collector takes the pool.</summary>
    public void Dispose()
    {
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool as an <see cref="ArrayPool{T}"/>: what a caller pays who knows nothing of leases. No peer of the tables.</summary>
internal readonly struct ArrayAdapterPeer : IPeer<ArrayAdapterPeer, ArrayLease>
{
    private readonly BytePool _pool;
    private readonly ArrayPool<byte> _arrays;

    private ArrayAdapterPeer(BytePool pool)
    {
        _pool = pool;
        _arrays = pool.AsArrayPool();
    }

    public static string Name => "AsArrayPool";

    public static ArrayAdapterPeer Create(int largestSize) => new(new BytePool(new BytePoolOptions()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(_arrays.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => _arrays.Return(lease.Array);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => Return(lease);

    public void Dispose() => _pool.Dispose();
}

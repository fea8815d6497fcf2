using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool as a <see cref="MemoryPool{T}"/>: what pipelines and servers pay. No peer of the tables.</summary>
internal readonly struct MemoryAdapterPeer<TOwners> : IPeer<MemoryAdapterPeer<TOwners>, OwnerLease>
    where TOwners : IOwners
{
    private readonly BytePool _pool;
    private readonly MemoryPool<byte> _memory;

    private MemoryAdapterPeer(BytePool pool)
    {
        _pool = pool;
        _memory = pool.AsMemoryPool(TOwners.AreReused);
    }

    public static string Name => TOwners.AreReused ? "AsMemoryPool(reuseOwners: true)" : "AsMemoryPool";

    public static MemoryAdapterPeer<TOwners> Create(int largestSize) => new(new BytePool(new BytePoolOptions()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(_memory.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(OwnerLease lease, int size) => lease.Owner.Memory.Span[..size];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(OwnerLease lease) => lease.Owner.Dispose();

    public void Dispose() => _pool.Dispose();
}

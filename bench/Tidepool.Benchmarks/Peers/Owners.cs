using System.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>An object that owns memory as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct OwnerLease(IMemoryOwner<byte> Owner);

/// <summary>A peer that lends memory owners.</summary>
/// <typeparam name="TSelf">The peer, so that each has its own copy of what they share, and the JIT a profile of one peer's calls rather than of
/// all.</typeparam>
internal interface IOwnerPeer<TSelf> : IPeer<OwnerLease>
    where TSelf : struct, IOwnerPeer<TSelf>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Span<byte> IPeer<OwnerLease>.Bytes(OwnerLease lease, int size) => lease.Owner.Memory.Span[..size];
}

/// <summary><c>MemoryPool&lt;byte&gt;.Shared</c>, which lends from <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct SharedOwners : IOwnerPeer<SharedOwners>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(MemoryPool<byte>.Shared.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();
}

/// <summary>Any other <see cref="MemoryPool{T}"/>.</summary>
/// <typeparam name="TMark">As for <see cref="PoolArrays{TMark}"/>.</typeparam>
/// <param name="pool">The pool.</param>
/// <param name="owner">What ends with it.</param>
internal readonly struct PoolOwners<TMark>(MemoryPool<byte> pool, IDisposable owner) : IOwnerPeer<PoolOwners<TMark>>
    where TMark : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(pool.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();

    public void Dispose() => owner.Dispose();
}

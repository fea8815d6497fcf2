using System.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A memory owner as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct OwnerLease(IMemoryOwner<byte> Owner);

/// <summary>Where memory owners come from. A struct, as a peer is.</summary>
internal interface IOwnerSource : IDisposable
{
    public MemoryPool<byte> Pool { get; }
}

/// <summary>Any <see cref="MemoryPool{T}"/>.</summary>
internal readonly struct OwnerPeer<TSource>(TSource source) : IPeer<OwnerLease>
    where TSource : struct, IOwnerSource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(source.Pool.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(OwnerLease lease, int size) => lease.Owner.Memory.Span[..size];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(OwnerLease lease) => lease.Owner.Dispose();

    public void Dispose() => source.Dispose();
}

/// <summary><c>MemoryPool&lt;byte&gt;.Shared</c>, which lends from <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct SharedOwners : IOwnerSource
{
    public MemoryPool<byte> Pool => MemoryPool<byte>.Shared;

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

/// <summary>Any other pool.</summary>
/// <typeparam name="TMark">As for <see cref="PoolArrays{TMark}"/>.</typeparam>
/// <param name="pool">The pool.</param>
/// <param name="owner">What ends with it.</param>
internal readonly struct PoolOwners<TMark>(MemoryPool<byte> pool, IDisposable owner) : IOwnerSource
    where TMark : struct
{
    public MemoryPool<byte> Pool => pool;

    public void Dispose() => owner.Dispose();
}

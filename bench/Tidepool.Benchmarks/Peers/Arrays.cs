using System.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A bare array as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct ArrayLease(byte[] Array);

/// <summary>A peer that lends arrays.</summary>
internal interface IArrayPeer : IPeer<ArrayLease>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Span<byte> IPeer<ArrayLease>.Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    static byte[] IPeer<ArrayLease>.ArrayOf(ArrayLease lease) => lease.Array;
}

/// <summary><c>ArrayPool&lt;byte&gt;.Shared</c>, called the way its users call it, so that the JIT sees through it. Only its
/// event source reports how many arrays it makes.</summary>
internal readonly struct SharedArrays : IArrayPeer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(ArrayPool<byte>.Shared.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => ArrayPool<byte>.Shared.Return(lease.Array);
}

/// <summary>Any other <see cref="ArrayPool{T}"/>.</summary>
/// <typeparam name="TMark">Tells pools of different types apart, so that workloads are compiled for each on its own.</typeparam>
/// <param name="pool">The pool.</param>
/// <param name="owner">What ends with it, if anything.</param>
internal readonly struct PoolArrays<TMark>(ArrayPool<byte> pool, IDisposable? owner) : IArrayPeer
    where TMark : struct
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(pool.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => pool.Return(lease.Array);

    public void Dispose() => owner?.Dispose();
}

/// <summary>No pool at all: a fresh, zeroed array each time; dropping it is its return.</summary>
internal readonly struct NewArrays : IArrayPeer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(new byte[size]);

    public void Return(ArrayLease lease)
    {
    }
}

/// <summary>No pool at all: a fresh array each time, not zeroed from 2 KiB up; dropping it is its return.</summary>
internal readonly struct UninitializedArrays : IArrayPeer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(GC.AllocateUninitializedArray<byte>(size));

    public void Return(ArrayLease lease)
    {
    }
}

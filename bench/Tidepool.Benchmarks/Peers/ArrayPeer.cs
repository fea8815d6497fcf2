using System.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A bare array as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct ArrayLease(byte[] Array);

/// <summary>Where arrays come from. A struct, as a peer is.</summary>
internal interface IArraySource : IDisposable
{
    /// <summary>Gets the arrays made since the source was created; null where it doesn't say.</summary>
    public long? Made => null;

    public byte[] Rent(int size);

    public void Return(byte[] array);

    /// <summary>Does nothing: the source belongs to the process, or the collector takes it.</summary>
    void IDisposable.Dispose()
    {
    }
}

/// <summary>Anything that lends arrays and takes them back.</summary>
internal readonly struct ArrayPeer<TSource>(TSource source) : IPeer<ArrayLease>
    where TSource : struct, IArraySource
{
    public long? BuffersMade => source.Made;

    public static byte[] ArrayOf(ArrayLease lease) => lease.Array;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(source.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => source.Return(lease.Array);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => source.Return(lease.Array);

    public void Dispose() => source.Dispose();
}

/// <summary><c>ArrayPool&lt;byte&gt;.Shared</c>, called the way its users call it, so that the JIT sees through it. Only its
/// event source reports how many arrays it makes.</summary>
internal readonly struct SharedArrays : IArraySource
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte[] Rent(int size) => ArrayPool<byte>.Shared.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(byte[] array) => ArrayPool<byte>.Shared.Return(array);
}

/// <summary>Any other <see cref="ArrayPool{T}"/>.</summary>
/// <typeparam name="TMark">Tells pools of different types apart, so that workloads are compiled for each on its own.</typeparam>
/// <param name="pool">The pool.</param>
/// <param name="owner">What ends with it, if anything.</param>
internal readonly struct PoolArrays<TMark>(ArrayPool<byte> pool, IDisposable? owner) : IArraySource
    where TMark : struct
{
    public byte[] Rent(int size) => pool.Rent(size);

    public void Return(byte[] array) => pool.Return(array);

    public void Dispose() => owner?.Dispose();
}

/// <summary>No pool at all: a fresh, zeroed array each time; dropping it is its return.</summary>
internal readonly struct NewArrays : IArraySource
{
    public byte[] Rent(int size) => new byte[size];

    public void Return(byte[] array)
    {
    }
}

/// <summary>No pool at all: a fresh array each time, not zeroed from 2 KiB up; dropping it is its return.</summary>
internal readonly struct UninitializedArrays : IArraySource
{
    public byte[] Rent(int size) => GC.AllocateUninitializedArray<byte>(size);

    public void Return(byte[] array)
    {
    }
}

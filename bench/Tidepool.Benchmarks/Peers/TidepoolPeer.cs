using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A <see cref="BytePool"/>, which lends leases.</summary>
internal interface ITidepoolPeer : IPeer<ByteLease>
{
    static bool IPeer<ByteLease>.DisposesLeases => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Span<byte> IPeer<ByteLease>.Bytes(ByteLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void IPeer<ByteLease>.DisposeLease(ByteLease lease) => lease.Dispose();

    static byte[] IPeer<ByteLease>.ArrayOf(ByteLease lease) =>
        MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment) && segment.Array is { } array
            ? array
            : throw new BenchmarkException("A lease without an array.");
}

/// <summary>The pool as it is commonly used.</summary>
internal readonly struct TidepoolPeer(BytePool pool) : ITidepoolPeer
{
    public long? BytesHeld => pool.GetStatistics().BytesHeld;

    public long? BuffersMade => pool.GetStatistics().Misses;

    /// <summary>A catalogue entry for a pool with these options, with the largest size raised where a workload needs more.</summary>
    public static Peer Entry(string name, Func<BytePoolOptions> options) =>
        new KeptPeer<TidepoolPeer, ByteLease>(name, largestSize => new TidepoolPeer(Pool(options(), largestSize)));

    public static BytePool Pool(BytePoolOptions options, int largestSize)
    {
        options.MaxSize = Math.Max(options.MaxSize, largestSize);
        return new BytePool(options);
    }

    public ByteLease Rent(int size) => pool.Rent(size);

    public void Return(ByteLease lease) => lease.Return();

    public void Dispose() => pool.Dispose();
}

/// <summary>The pool, rented from by <see cref="BytePool.RentAsync"/>, where there is nothing to wait for.</summary>
internal readonly struct AwaitingPeer(BytePool pool) : ITidepoolPeer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size)
    {
        ValueTask<ByteLease> renting = pool.RentAsync(size);
        return renting.IsCompletedSuccessfully ? renting.Result : throw new BenchmarkException("There was something to wait for.");
    }

    public void Return(ByteLease lease) => lease.Return();

    public void Dispose() => pool.Dispose();
}

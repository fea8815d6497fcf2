using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A <see cref="BytePool"/> with its default options (the largest size raised where a workload needs more), every check on.</summary>
internal readonly struct TidepoolPeer : ICountedPeer<TidepoolPeer, ByteLease>
{
    private readonly BytePool _pool;

    private TidepoolPeer(BytePool pool) => _pool = pool;

    public static string Name => "Tidepool";

    public long? BytesHeld => _pool.GetStatistics().BytesHeld;

    public long? BuffersMade => _pool.GetStatistics().Misses;

    public static TidepoolPeer Create(int largestSize)
    {
        BytePoolOptions options = new();
        options.MaxSize = Math.Max(options.MaxSize, largestSize);
        return new TidepoolPeer(new BytePool(options));
    }

    public static byte[] ArrayOf(ByteLease lease) =>
        MemoryMarshal.TryGetArray<byte>(lease.Memory, out ArraySegment<byte> segment) && segment.Array is { } array
            ? array
            : throw new BufferCheckException("A lease without an array.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ByteLease Rent(int size) => _pool.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ByteLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ByteLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ByteLease lease) => lease.Dispose();

    public void Dispose() => _pool.Dispose();
}

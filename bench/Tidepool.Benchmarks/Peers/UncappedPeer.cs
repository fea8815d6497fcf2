using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The pool, keeping as many idle buffers as come back, for good. No peer of the tables.</summary>
internal readonly struct UncappedPeer : IPeer<UncappedPeer, ByteLease>
{
    private readonly BytePool _pool;

    private UncappedPeer(BytePool pool) => _pool = pool;

    public static string Name => "Tidepool without a cap";

    public static UncappedPeer Create(int largestSize) =>
        new(new BytePool(new BytePoolOptions { MaxBuffersPerBucket = int.MaxValue, MaxIdleBytesPerBucket = null, DecayTime = Timeout.InfiniteTimeSpan }));

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

extern alias unchecked_build;

using System.Runtime.CompilerServices;
using Pool = unchecked_build::Tidepool.BytePool;
using PoolLease = unchecked_build::Tidepool.ByteLease;
using PoolOptions = unchecked_build::Tidepool.BytePoolOptions;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The same pool, built without the compare of generations: what the check costs. No peer of the tables.</summary>
internal readonly struct UncheckedPeer : IPeer<UncheckedPeer, PoolLease>
{
    private readonly Pool _pool;

    private UncheckedPeer(Pool pool) => _pool = pool;

    public static string Name => "Tidepool without the check";

    public static UncheckedPeer Create(int largestSize)
    {
        PoolOptions options = new();
        options.MaxSize = Math.Max(options.MaxSize, largestSize);
        return new UncheckedPeer(new Pool(options));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PoolLease Rent(int size) => _pool.Rent(size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(PoolLease lease, int size) => lease.Span;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(PoolLease lease) => lease.Return();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(PoolLease lease) => lease.Dispose();

    public void Dispose() => _pool.Dispose();
}

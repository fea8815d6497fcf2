extern alias unchecked_build;

using Pool = unchecked_build::Tidepool.BytePool;
using PoolLease = unchecked_build::Tidepool.ByteLease;
using PoolOptions = unchecked_build::Tidepool.BytePoolOptions;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The same pool, built without the compare of generations: what the check costs.</summary>
internal readonly struct UncheckedPeer(Pool pool) : IPeer<PoolLease>
{
    /// <summary>Gets its entry of the catalogue; nobody else has to know the other build.</summary>
    public static Peer Entry { get; } =
        Peer.Of<UncheckedPeer, PoolLease>("Tidepool without the check", static _ => new UncheckedPeer(new Pool(new PoolOptions())));

    public PoolLease Rent(int size) => pool.Rent(size);

    public Span<byte> Bytes(PoolLease lease, int size) => lease.Span;

    public void Return(PoolLease lease) => lease.Return();

    public void DisposeLease(PoolLease lease) => lease.Dispose();

    public void Dispose() => pool.Dispose();
}

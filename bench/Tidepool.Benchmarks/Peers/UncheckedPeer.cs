extern alias unchecked_build;

using Pool = unchecked_build::Tidepool.BytePool;
using PoolLease = unchecked_build::Tidepool.ByteLease;
using PoolOptions = unchecked_build::Tidepool.BytePoolOptions;

namespace Tidepool.Benchmarks.Peers;

/// <summary>The same pool, built without the comparison of generations: the cost of the check.</summary>
internal readonly struct UncheckedPeer(Pool pool) : IPeer<PoolLease>
{
    /// <summary>Gets its catalogue entry; no other code has to know this build.</summary>
    public static Peer Entry { get; } =
        new KeptPeer<UncheckedPeer, PoolLease>("Tidepool without the check", static _ => new UncheckedPeer(new Pool(new PoolOptions())));

    public static Span<byte> Bytes(PoolLease lease, int size) => lease.Span;

    public PoolLease Rent(int size) => pool.Rent(size);

    public void Return(PoolLease lease) => lease.Return();

    public void Dispose() => pool.Dispose();
}

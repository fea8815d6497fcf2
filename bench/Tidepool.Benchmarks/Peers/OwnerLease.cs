using System.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A memory owner, as a struct, so that workloads are compiled for each peer on its own (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct OwnerLease(IMemoryOwner<byte> owner)
{
    /// <summary>Gets what was rented.</summary>
    public IMemoryOwner<byte> Owner { get; } = owner;
}

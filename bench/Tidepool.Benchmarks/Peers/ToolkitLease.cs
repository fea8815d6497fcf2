using CommunityToolkit.HighPerformance.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A toolkit memory owner, as a struct, so that workloads are compiled for each peer on its own (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct ToolkitLease(MemoryOwner<byte> owner)
{
    /// <summary>Gets what was rented.</summary>
    public MemoryOwner<byte> Owner { get; } = owner;
}

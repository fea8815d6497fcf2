using DotNetty.Buffers;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A reference-counted buffer, as a struct, so that workloads are compiled for each peer on its own (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct NettyLease(IByteBuffer buffer)
{
    /// <summary>Gets what was rented.</summary>
    public IByteBuffer Buffer { get; } = buffer;
}

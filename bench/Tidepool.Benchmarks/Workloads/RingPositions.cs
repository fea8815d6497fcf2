using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>The positions of a <see cref="HandoffRing{T}"/>: each side's own fields two cache lines away from the other's,
/// since processors fetch lines in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingPositions
{
    /// <summary>Items ever put in; written by the producer.</summary>
    [FieldOffset(128)]
    public long Written;

    /// <summary>The producer's last look at <see cref="Read"/>, so that it needn't fetch the consumer's line for every item.</summary>
    [FieldOffset(136)]
    public long ReadAsSeenByProducer;

    /// <summary>Items ever taken out; written by the consumer.</summary>
    [FieldOffset(256)]
    public long Read;

    /// <summary>The consumer's last look at <see cref="Written"/>.</summary>
    [FieldOffset(264)]
    public long WrittenAsSeenByConsumer;
}

using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A leased buffer as a part of a sequence whose length is known from the start.</summary>
internal sealed class SequenceSegment : ReadOnlySequenceSegment<byte>
{
    internal SequenceSegment(ByteLease lease, SequenceSegment? before)
    {
        Lease = lease;
        Memory = lease.Memory;
        if (before is not null)
        {
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }

    internal ByteLease Lease { get; }

    internal SequenceSegment? Following => (SequenceSegment?)Next;
}

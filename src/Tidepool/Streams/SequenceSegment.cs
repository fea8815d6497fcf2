namespace Tidepool.Streams;

/// <summary>A leased buffer as a part of a sequence.</summary>
internal class SequenceSegment(ByteLease lease, SequenceSegment? before) : StreamSegment(lease.Memory, before)
{
    internal ByteLease Lease { get; private protected set; } = lease;

    internal SequenceSegment? Following => (SequenceSegment?)Next;

    /// <summary>Returns the lease of a segment, and those of all that follow it.</summary>
    internal static void ReturnFrom(SequenceSegment? segment)
    {
        LeaseReturns returns = default;
        for (; segment is not null; segment = segment.Following)
        {
            returns.Add(segment.Lease);
        }

        returns.ThrowIfAnyFailed();
    }
}

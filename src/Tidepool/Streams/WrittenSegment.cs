namespace Tidepool.Streams;

/// <summary>A leased buffer as a part of a sequence that is being written.</summary>
/// <remarks>While it is the last one its memory is the whole lease, so that a sequence taken earlier stays right while more is written behind its
/// end.</remarks>
internal sealed class WrittenSegment : SequenceSegment
{
    internal WrittenSegment(ByteLease lease, long start)
        : base(lease, null) => RunningIndex = start;

    /// <summary>How many bytes have been written to it.</summary>
    internal int Used { get; private set; }

    internal int Free => Lease.Length - Used;

    internal int Length => Lease.Length;

    internal Memory<byte> Writable => Lease.Memory[Used..];

    internal Span<byte> WritableSpan => Lease.Span[Used..];

    internal ReadOnlySpan<byte> Written => Lease.Span[..Used];

    internal ReadOnlyMemory<byte> WrittenMemory => Lease.Memory[..Used];

    internal void Advance(int count) => Used += count;

    /// <summary>Goes on with a larger lease, which holds what has been written too, so that a sequence taken earlier stays right.</summary>
    /// <returns>The lease that it had.</returns>
    internal ByteLease MoveTo(ByteLease larger)
    {
        try
        {
            Written.CopyTo(larger.Span);
            // In checked mode a memory is made for each rent.
            Memory = larger.Memory;
        }
        catch
        {
            larger.Return();
            throw;
        }

        ByteLease old = Lease;
        Lease = larger;
        return old;
    }

    /// <summary>Ends it where it has been written to, and puts another behind it.</summary>
    internal void FollowWith(WrittenSegment next)
    {
        Memory = Lease.Memory[..Used];
        Next = next;
    }

    /// <summary>Makes it the last one again, with nothing written to it.</summary>
    /// <returns>What was behind it.</returns>
    internal SequenceSegment? StartAgain()
    {
        SequenceSegment? rest = Following;
        Memory = Lease.Memory;
        Next = null;
        Used = 0;
        return rest;
    }
}

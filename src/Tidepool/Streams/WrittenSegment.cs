namespace Tidepool.Streams;

/// <summary>A leased buffer as a segment of a sequence that is being written.</summary>
/// <remarks>While it is the last segment, its memory is the whole lease, so that a sequence taken earlier stays valid while more is written past
/// its end.</remarks>
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

    /// <summary>Moves on to a larger lease, copying the bytes written so far, so that a sequence taken earlier stays valid.</summary>
    /// <returns>The previous lease.</returns>
    internal ByteLease MoveTo(ByteLease larger)
    {
        try
        {
            Written.CopyTo(larger.Span);
            // In checked mode, this allocates.
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

    /// <summary>Cuts the segment to the bytes written to it, and appends another one.</summary>
    internal void FollowWith(WrittenSegment next)
    {
        Memory = Lease.Memory[..Used];
        Next = next;
    }

    /// <summary>Makes it the last segment again, with nothing written to it.</summary>
    /// <returns>The segments that followed it.</returns>
    internal SequenceSegment? StartAgain()
    {
        SequenceSegment? rest = Following;
        Memory = Lease.Memory;
        Next = null;
        Used = 0;
        return rest;
    }
}

using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A leased buffer as a part of a sequence.</summary>
/// <remarks>While it is the last one its memory is the whole lease, so that a sequence taken earlier stays right while more is written behind its end.</remarks>
internal sealed class WrittenSegment : ReadOnlySequenceSegment<byte>
{
    private readonly ByteLease _lease;

    internal WrittenSegment(ByteLease lease, long start)
    {
        _lease = lease;
        RunningIndex = start;
        Memory = lease.Memory;
    }

    /// <summary>How many bytes have been written to it.</summary>
    internal int Used { get; private set; }

    internal int Free => _lease.Length - Used;

    internal int Length => _lease.Length;

    internal WrittenSegment? Following => (WrittenSegment?)Next;

    internal Memory<byte> Writable => _lease.Memory[Used..];

    internal Span<byte> WritableSpan => _lease.Span[Used..];

    internal ReadOnlySpan<byte> Written => _lease.Span[..Used];

    internal void Advance(int count) => Used += count;

    /// <summary>Ends it where it has been written to, and puts another behind it.</summary>
    internal void FollowWith(WrittenSegment next)
    {
        Memory = _lease.Memory[..Used];
        Next = next;
    }

    internal void Return() => _lease.Return();
}

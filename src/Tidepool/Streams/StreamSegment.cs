using System.Buffers;

namespace Tidepool.Streams;

/// <summary>A part of a stream, as a segment of a sequence.</summary>
internal class StreamSegment : ReadOnlySequenceSegment<byte>
{
    internal StreamSegment(ReadOnlyMemory<byte> memory, StreamSegment? before)
    {
        Memory = memory;
        if (before is not null)
        {
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}

using System.Buffers;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Tidepool.Integration.Tests.Grpc;

/// <summary>Protobuf messages written to pooled buffers and read from them.</summary>
[Trait("Requirement", "E3")]
public class ProtobufTests
{
    /// <summary>Protobuf's description of itself, repeated.</summary>
    private static readonly FileDescriptorSet s_message = new()
    {
        File = { Enumerable.Repeat(DescriptorReflection.Descriptor.ToProto(), 30) },
    };

    [Theory]
    [InlineData(BufferLayout.Segmented)]
    [InlineData(BufferLayout.Contiguous)]
    public async Task BufferWriter_HoldsTheMessage(BufferLayout layout)
    {
        using WatchedPool watched = new();
        using (PooledBufferWriter writer = new(watched.Pool, layout, bufferSize: 1_000))
        {
            s_message.WriteTo(writer);
            Assert.Equal(s_message.CalculateSize(), writer.WrittenCount);
            Assert.Equal(s_message.ToByteArray(), writer.WrittenSequence.ToArray());
            Assert.Equal(s_message, FileDescriptorSet.Parser.ParseFrom(writer.WrittenSequence));
        }

        await watched.AssertCleanAsync();
    }

    [Fact]
    public async Task Stream_HoldsTheMessages()
    {
        using WatchedPool watched = new();
        await using (PooledStream stream = new(watched.Pool, 3_000))
        {
            using (CodedOutputStream output = new(stream, leaveOpen: true))
            {
                output.WriteMessage(s_message);
            }

            s_message.WriteDelimitedTo(stream);
            stream.Position = 0;
            Assert.Equal(s_message, FileDescriptorSet.Parser.ParseDelimitedFrom(stream));
            Assert.Equal(s_message, FileDescriptorSet.Parser.ParseDelimitedFrom(stream));
            Assert.Equal(stream.Length, stream.Position);
        }

        await watched.AssertCleanAsync();
    }

    [Fact]
    public async Task LeaseAndSequence_HoldTheMessage()
    {
        using WatchedPool watched = new();
        using (ByteLease lease = watched.Pool.Rent(s_message.CalculateSize()))
        using (SequenceLease sequence = watched.Pool.RentSequence(lease.Length, segmentSize: 777))
        {
            s_message.WriteTo(lease.Span);
            Assert.Equal(s_message, FileDescriptorSet.Parser.ParseFrom(lease.Span));
            int copied = 0;
            foreach (Memory<byte> segment in sequence.Segments)
            {
                lease.Span.Slice(copied, segment.Length).CopyTo(segment.Span);
                copied += segment.Length;
            }

            Assert.Equal(s_message, FileDescriptorSet.Parser.ParseFrom(sequence.Sequence));
        }

        await watched.AssertCleanAsync();
    }
}

using System.Buffers;
using Grpc.Core;

namespace Tidepool.Integration.Tests.Grpc;

/// <summary>A message of any length in pooled buffers, as a proxy forwards it without looking inside.</summary>
internal sealed class PooledMessage(SequenceLease bytes) : IDisposable
{
    internal ReadOnlySequence<byte> Bytes => bytes.Sequence;

    /// <summary>Lets gRPC write such messages, and create them from what it reads.</summary>
    internal static Marshaller<PooledMessage> MarshallerOver(BytePool pool) => new(Serialize, context => Of(pool, context.PayloadAsReadOnlySequence()));

    internal static PooledMessage Of(BytePool pool, ReadOnlySequence<byte> content)
    {
        SequenceLease lease = pool.RentSequence(content.Length, segmentSize: 16_000);
        SequenceReader<byte> reader = new(content);
        foreach (Memory<byte> segment in lease.Segments)
        {
            reader.TryCopyTo(segment.Span);
            reader.Advance(segment.Length);
        }

        return new PooledMessage(lease);
    }

    public void Dispose() => bytes.Dispose();

    private static void Serialize(PooledMessage message, SerializationContext context)
    {
        context.SetPayloadLength((int)message.Bytes.Length);
        IBufferWriter<byte> writer = context.GetBufferWriter();
        foreach (ReadOnlyMemory<byte> part in message.Bytes)
        {
            writer.Write(part.Span);
        }

        context.Complete();
    }
}

using System.Buffers;

namespace WebUpload.Memory;

/// <summary>Collects bytes whose number isn't known beforehand. Its buffers are returned when it is disposed.</summary>
internal sealed class ByteCollector : IDisposable
{
    private readonly Func<ReadOnlySequence<byte>> _bytes;

    private ByteCollector(Stream stream, IBufferWriter<byte> writer, Func<ReadOnlySequence<byte>> bytes)
    {
        Stream = stream;
        Writer = writer;
        _bytes = bytes;
    }

    /// <summary>Writes to it as a stream.</summary>
    internal Stream Stream { get; }

    /// <summary>Writes to it without a copy.</summary>
    internal IBufferWriter<byte> Writer { get; }

    /// <summary>What was written, without a copy. Valid until the next write.</summary>
    internal ReadOnlySequence<byte> Bytes => _bytes();

    internal long Length => Stream.Length;

    /// <summary>Collects into a stream, which it then owns.</summary>
    internal static ByteCollector Over<TStream>(TStream stream, Func<TStream, ReadOnlySequence<byte>> bytes)
        where TStream : Stream, IBufferWriter<byte> => new(stream, stream, () => bytes(stream));

    /// <summary>Begins anew.</summary>
    internal void Clear() => Stream.SetLength(0);

    public void Dispose() => Stream.Dispose();
}

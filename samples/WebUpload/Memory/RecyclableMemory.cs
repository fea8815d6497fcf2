using System.Buffers;
using Microsoft.IO;

namespace WebUpload.Memory;

/// <summary>Streams of a <see cref="RecyclableMemoryStreamManager"/> with its default settings.</summary>
internal sealed class RecyclableMemory : UploadMemory
{
    private readonly RecyclableMemoryStreamManager _manager = new();

    internal override IMemoryOwner<byte> Rent(int size) => new StreamOwner(_manager.GetStream(), size);

    internal override ByteCollector Collect() => ByteCollector.Over(_manager.GetStream(), static stream => stream.GetReadOnlySequence());

    /// <summary>A single buffer. The manager lends buffers only through a stream.</summary>
    private sealed class StreamOwner(RecyclableMemoryStream stream, int size) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = stream.GetMemory(size);

        public void Dispose() => stream.Dispose();
    }
}

using System.Buffers;

namespace WebUpload.Memory;

/// <summary>Arrays of the framework's shared pool.</summary>
internal sealed class ArrayPoolMemory : UploadMemory
{
    /// <summary>Rents from <see cref="MemoryPool{T}.Shared"/>, which is <see cref="ArrayPool{T}.Shared"/> with an owner for each array.</summary>
    internal override IMemoryOwner<byte> Rent(int size) => MemoryPool<byte>.Shared.Rent(size);

    internal override ByteCollector Collect() => ByteCollector.Over(new ArrayPoolStream(), static stream => stream.Written);
}

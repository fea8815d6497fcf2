using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>What all forms of the memory adapter are: a <see cref="MemoryPool{T}"/> over a <see cref="BytePool"/>.</summary>
internal abstract class AdaptingMemoryPool : MemoryPool<byte>
{
    /// <inheritdoc/>
    public sealed override int MaxBufferSize => Array.MaxLength;

    /// <summary>Does nothing: the pool belongs to whoever created it.</summary>
    protected sealed override void Dispose(bool disposing)
    {
    }
}

using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>The common part of all memory adapters: a <see cref="MemoryPool{T}"/> over a <see cref="BytePool"/>.</summary>
internal abstract class AdaptingMemoryPool : MemoryPool<byte>
{
    /// <inheritdoc/>
    public sealed override int MaxBufferSize => Array.MaxLength;

    /// <summary>Does nothing: the pool belongs to the code that created it.</summary>
    protected sealed override void Dispose(bool disposing)
    {
    }
}

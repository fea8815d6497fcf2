using System.Buffers;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>A <see cref="BytePool"/> in the form that Kestrel's transport and pipes expect: blocks of one size.</summary>
/// <remarks>
/// <para>Pipes rent larger buffers from <see cref="ArrayPool{T}.Shared"/>, as with Kestrel's own pool. Kestrel disposes each such pool,
/// and its blocks may be returned later: the <see cref="BytePool"/> stays open.</para>
/// </remarks>
internal sealed class BlockPool(BytePool pool) : MemoryPool<byte>
{
    /// <summary>The size of a block in bytes, that of Kestrel's own.</summary>
    internal const int BlockSize = 4_096;

    private volatile bool _isDisposed;

    /// <inheritdoc/>
    public override int MaxBufferSize => BlockSize;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(minBufferSize, -1);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return pool.RentBlock(BlockSize);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _isDisposed = true;
}

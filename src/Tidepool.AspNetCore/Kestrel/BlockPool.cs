using System.Buffers;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>A <see cref="BytePool"/> as Kestrel's transport and pipes expect it: blocks of one size.</summary>
/// <remarks>
/// <para>Pipes take what is larger from <see cref="ArrayPool{T}.Shared"/>, as with Kestrel's own pool. Kestrel disposes each such pool,
/// and its blocks may come back later: the <see cref="BytePool"/> stays open.</para>
/// </remarks>
internal sealed class BlockPool(BytePool pool) : MemoryPool<byte>
{
    /// <summary>Bytes of a block, as of Kestrel's own.</summary>
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

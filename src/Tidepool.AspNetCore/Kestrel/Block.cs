using System.Buffers;

namespace Tidepool.AspNetCore.Kestrel;

/// <summary>One rent of a block. Never used for a second one, so that a stale reference can't reach another renter's block.</summary>
internal sealed class Block(ArrayPool<byte> pool) : IMemoryOwner<byte>
{
    /// <summary>Null once it is returned.</summary>
    private byte[]? _array = pool.Rent(BlockPool.BlockSize);

    /// <inheritdoc/>
    public Memory<byte> Memory
    {
        get
        {
            byte[]? array = Volatile.Read(ref _array);
            ObjectDisposedException.ThrowIf(array is null, this);
            return new Memory<byte>(array, 0, BlockPool.BlockSize);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            pool.Return(array);
        }
    }
}

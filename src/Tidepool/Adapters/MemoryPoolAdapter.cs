using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> as a <see cref="MemoryPool{T}"/>.</summary>
internal sealed class MemoryPoolAdapter : MemoryPool<byte>
{
    /// <summary>Bytes given to a caller that doesn't say how many.</summary>
    private const int DefaultSize = 4_096;

    private readonly BytePool _pool;

    internal MemoryPoolAdapter(BytePool pool) => _pool = pool;

    /// <inheritdoc/>
    public override int MaxBufferSize => Array.MaxLength;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        if (minBufferSize < -1 || minBufferSize > MaxBufferSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(minBufferSize),
                minBufferSize,
                $"Ask for 0 to {MaxBufferSize:N0} bytes, or for -1 to get {DefaultSize:N0}. Longer data needs several buffers.");
        }

        return new LeaseOwner(_pool.Rent(minBufferSize == -1 ? DefaultSize : minBufferSize));
    }

    /// <summary>Does nothing: the pool belongs to whoever created it.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}

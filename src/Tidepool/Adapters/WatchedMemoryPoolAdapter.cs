using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> that tracks its leases as a <see cref="MemoryPool{T}"/> for callers that dispose each owner once.</summary>
internal sealed class WatchedMemoryPoolAdapter(BytePool pool) : MemoryPool<byte>
{
    /// <inheritdoc/>
    public override int MaxBufferSize => Array.MaxLength;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new WatchedOwner(pool.Rent(MemoryRules.SizeOf(minBufferSize)));

    /// <summary>Does nothing: the pool belongs to whoever created it.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}

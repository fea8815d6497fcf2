using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> that tracks its leases, as a <see cref="MemoryPool{T}"/> for callers that dispose each owner once.</summary>
internal sealed class WatchedMemoryPoolAdapter(BytePool pool) : AdaptingMemoryPool
{
    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => new WatchedOwner(pool.Rent(MemoryRules.SizeOf(minBufferSize)));
}

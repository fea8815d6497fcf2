using System.Buffers;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> as a <see cref="MemoryPool{T}"/>, with a new owner for each rent.</summary>
internal sealed class MemoryPoolAdapter(BytePool pool) : AdaptingMemoryPool
{
    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ByteLease lease = pool.Rent(MemoryRules.SizeOf(minBufferSize));
        return new LeaseOwner(lease.Slot!).Of(lease);
    }
}

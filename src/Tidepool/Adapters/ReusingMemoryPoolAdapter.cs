using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool.Adapters;

/// <summary>A <see cref="BytePool"/> as a <see cref="MemoryPool{T}"/> whose owners stay with their slots and are reused: nothing is allocated.</summary>
/// <remarks>A stale owner is harmless while its slot is idle, or rented in any other way. Once the owner has been handed out again, it is the new renter's,
/// and the two references are indistinguishable.</remarks>
internal sealed class ReusingMemoryPoolAdapter(BytePool pool) : AdaptingMemoryPool
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        // A number that isn't a valid size has no hot slot.
        Slot hot = pool.FindHot(minBufferSize, out OwnerThread thread);
        long idle = hot.ReadGeneration();
        if (!hot.IsReady(idle) || hot.Companion is not LeaseOwner owner)
        {
            return RentBesideHot(minBufferSize);
        }

        long generation = hot.RentByOwner(idle, minBufferSize);
        if (hot.Owner != thread)
        {
            hot.Bucket.TakeBackUnrented(hot);
            return RentBesideHot(minBufferSize);
        }

        return owner.Of(generation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private LeaseOwner RentBesideHot(int minBufferSize) => LeaseOwner.StayingWithSlotOf(pool.Rent(MemoryRules.SizeOf(minBufferSize)));
}

using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Slots;
using Tidepool.Tracking;

namespace Tidepool.Adapters;

/// <summary>A rent of a slot as an <see cref="IMemoryOwner{T}"/>.</summary>
/// <remarks>32 bytes with its header: what identifies the rent, and no more. A stale reference to it can't reach a later rent,
/// unless this very object is reused for that one (<see cref="ReusingMemoryPoolAdapter"/>).</remarks>
internal sealed class LeaseOwner(Slot slot) : IMemoryOwner<byte>
{
    /// <summary>The slot's generation during the rent.</summary>
    private long _generation;

    /// <inheritdoc/>
    public Memory<byte> Memory => LeaseCheck.Agrees(slot, _generation) ? new Memory<byte>(slot.Array, 0, slot.Length) : MemoryElsewhere();

    /// <summary>The owner that stays with the lease's slot, made on first use. From now on it represents this lease, and has to return it.</summary>
    internal static LeaseOwner StayingWithSlotOf(ByteLease lease)
    {
        Slot slot = lease.Slot!;
        if (slot.Companion is not LeaseOwner owner)
        {
            slot.Companion = owner = new LeaseOwner(slot);
        }

        return owner.Of(lease);
    }

    /// <summary>Converts a lease to an owner of its first bytes. The lease ends.</summary>
    /// <param name="lease">A lease that isn't <c>default</c>.</param>
    /// <param name="length">At most the length of the lease.</param>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    internal static LeaseOwner TakingOver(ByteLease lease, int length)
    {
        ByteLease next = lease.Slot is TrackedSlot tracked ? new ByteLease(tracked.HandOn(length))
            : new ByteLease(lease.Slot!, lease.Slot!.HandOn(lease.Generation, length));
        try
        {
            return new LeaseOwner(next.Slot!).Of(next);
        }
        catch (OutOfMemoryException)
        {
            next.Return();
            throw;
        }
    }

    /// <summary>Makes this the owner of a lease of its slot, which it has to return.</summary>
    internal LeaseOwner Of(ByteLease lease) => Of(lease.Generation);

    /// <summary>Makes this the owner of a rent of its slot.</summary>
    internal LeaseOwner Of(long generation)
    {
        _generation = generation;
        return this;
    }

    /// <inheritdoc/>
    public void Dispose() => new ByteLease(slot, _generation).Dispose();

    /// <summary>Handles a rent that is over, or whose slot keeps its bytes elsewhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Memory<byte> MemoryElsewhere()
    {
        ObjectDisposedException.ThrowIf(slot.IsStale(_generation), typeof(IMemoryOwner<byte>));
        return slot.MemoryUnder(_generation);
    }
}

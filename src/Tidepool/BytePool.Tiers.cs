using System.Runtime.CompilerServices;
using Tidepool.Slots;
using Tidepool.Telemetry;

namespace Tidepool;

/// <content>The tiers of a rent below the fast path: beside the hot slot, then <see cref="Engines.StandardEngine.TryRentIdle(int)"/>, and on a miss what
/// the engine has beyond that. <see cref="Generation"/> explains the states of a slot.</content>
public sealed partial class BytePool
{
    /// <summary>Rents the lowest resident that is known to be idle, since the hot slot is out or isn't ready; else falls back to the slower tiers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentBesideHot(Slot hot, int size)
    {
        // Every way out of here is a tail call, so that the method needs no frame.
        if (Generation.IsRented(hot.ReadGeneration()))
        {
            Residents residents = hot.Keeper;
            if (residents.TakeIdleBesideHot() is { } slot)
            {
                long idle = slot.ReadGeneration();
                if (slot.IsReady(idle))
                {
                    long generation = slot.RentByOwner(idle, size);
                    return Volatile.Read(ref slot.Keeper) == residents ? new ByteLease(slot, generation) : RentAfterEviction(slot, size);
                }

                // Its next rent is due to be sampled, or it isn't idle after all.
                residents.MarkIdle(slot.Index);
            }
        }

        return hot == Residents.NoSlot ? RentWithoutHot(size) : RentShared(hot, size);
    }

    /// <summary>Rents what another resident can't serve: see <see cref="Engines.StandardEngine.TryRentIdle(Residents, int)"/>.</summary>
    /// <param name="hot">Leads to the thread's residents, unless it was just evicted or is <see cref="Residents.NoSlot"/>.</param>
    /// <param name="size">Any number.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentShared(Slot hot, int size)
    {
        Slot? slot = hot.Keeper is { HasOwner: true } residents ? _standard!.TryRentIdle(residents, size) : _standard?.TryRentIdle(size);

        // The engine doesn't refer to its pool, which must not be finalized, and thereby closed, in the middle of a rent.
        GC.KeepAlive(this);
        return slot is null ? RentCold(size) : LeaseOf(slot);
    }

    /// <summary>Rents for a thread that isn't registered under the page it runs on, or has no resident of that size.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentWithoutHot(int size)
    {
        // This frame is where that of StackPage.Read was when Rent called it, so this is the page that Rent read.
        OwnerThread.NoteRent(StackPage.Current);
        return RentShared(Residents.NoSlot, size);
    }

    /// <summary>Rents again, after the slot was evicted while it was being rented.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentAfterEviction(Slot slot, int size)
    {
        slot.Bucket.TakeBackUnrented(slot);
        return RentShared(Residents.NoSlot, size);
    }

    /// <summary>The first tiers of <see cref="Rent(int)"/>, for rents that may be refused or may wait.</summary>
    /// <returns>Null if nothing is idle where the thread looks first.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Slot? TryRentHot(int size)
    {
        Slot hot = FindHot(size, out OwnerThread thread);
        long idle = hot.ReadGeneration();
        if (hot == Residents.NoSlot)
        {
            OwnerThread.NoteRent(StackPage.Read());
            return null;
        }

        if (!Generation.IsIdleWithOwner(idle))
        {
            return hot.Keeper is { HasOwner: true } residents ? _standard!.TryRentIdle(residents, size) : null;
        }

        hot.RentByOwner(idle, size);
        if (hot.Owner == thread)
        {
            return hot;
        }

        hot.Bucket.TakeBackUnrented(hot);
        return null;
    }

    /// <summary>Every rent that the thread's own buffers don't serve.</summary>
    /// <returns>Null if the budget doesn't allow it.</returns>
    private Slot? TryRentCold(int size, bool asArray = false)
    {
        Announce();
        Slot? slot = _engine.TryRent(size, asArray);
        GC.KeepAlive(this);
        return slot;
    }

    /// <summary>Like <see cref="TryRent(int, out ByteLease)"/>, for a caller that makes do with fewer bytes: the statistics don't count a refusal.</summary>
    internal bool TryRentOptional(int size, out ByteLease lease)
    {
        Announce();
        Slot? slot = TryRentHot(size) ?? _engine.TryRentOptional(size);
        GC.KeepAlive(this);
        lease = slot is null ? default : LeaseOf(slot);
        return slot is not null;
    }

    /// <summary>Announces the pool to event listeners, once: before the first rent of each thread at the latest.</summary>
    private void Announce()
    {
        if (!_isAnnounced)
        {
            _isAnnounced = Announcement.TryAnnounce(_engine);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentCold(int size) => LeaseOf(TryRentCold(size) ?? throw _engine.OverBudget(size));

    /// <summary>The lease of a slot that the caller has just rented, on any path but the fastest.</summary>
    private static ByteLease LeaseOf(Slot slot) => new(slot.SampledIfDue());
}

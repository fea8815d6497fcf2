using System.Runtime.CompilerServices;
using Tidepool.Slots;

namespace Tidepool;

/// <content>The tiers of a rent behind the fast path.</content>
public sealed partial class BytePool
{
    /// <summary>The hot slot is out: the lowest of its ring that is known to be idle.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentBesideHot(Slot hot, int size)
    {
        // Each way out of here is a call made last, so that the method needs no frame.
        if (Generation.IsRented(hot.ReadGeneration()))
        {
            Ring ring = hot.Ring!;
            if (ring.TakeIdleBesideHot() is { } slot)
            {
                long idle = slot.ReadGeneration();
                if (slot.IsReady(idle))
                {
                    long generation = slot.RentAtHome(idle, size);
                    return slot.IsAt(ring.Home) ? new ByteLease(slot, generation) : RentAfterEviction(slot, size);
                }

                // Its next rent is to be sampled, or it isn't idle after all.
                ring.PutBack(slot);
            }
        }

        return RentFromRing(hot, size);
    }

    /// <summary>The slot was evicted while it was being rented.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentAfterEviction(Slot slot, int size)
    {
        slot.GiveUpRent();
        return RentSlow(size);
    }

    /// <summary>The ring needs a closer look, or the thread isn't known by the page it runs on, or the size has no hot slot.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentFromRing(Slot hot, int size) => TryRentFromRing(hot, size) is { } slot ? LeaseOf(slot) : RentSlow(size);

    private Slot? TryRentFromRing(Slot hot, int size)
    {
        if (hot == Ring.NoSlot && Home.Current is { } home)
        {
            home.NoteRentOffPage();
            hot = FindHot(home, Volatile.Read(ref _id), size);
        }

        return hot.Ring?.TryRent(size);
    }

    /// <summary>The first tiers of <see cref="Rent"/>, for rents that may be refused, or may wait.</summary>
    /// <returns>Null when the running thread has nothing idle.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Slot? TryRentHere(int size)
    {
        Slot hot = FindHot(size, out Home home);
        return hot.TryRentAtHome(home, size) ? hot : TryRentFromRing(hot, size);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ByteLease RentSlow(int size)
    {
        Slot? slot = _engine.TryRent(size);
        if (slot is null)
        {
            throw _engine.OverBudget(size);
        }

        // The engine doesn't refer to its pool, which must not be finalized, and thereby closed, in the middle of a rent.
        GC.KeepAlive(this);
        return LeaseOf(slot);
    }

    /// <summary>The lease of a slot that the caller has just rented, on any but the fastest path.</summary>
    private static ByteLease LeaseOf(Slot slot) => new(slot.SampledIfDue());

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<ByteLease> LeaseOfAsync(ValueTask<Slot> renting)
    {
        long? begin = !renting.IsCompleted && _meter.MeasuresWaits ? _engine.Time.GetTimestamp() : null;
        Exception? failure = null;
        try
        {
            Slot slot = await renting.ConfigureAwait(false);
            GC.KeepAlive(this);
            return LeaseOf(slot);
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            if (begin is { } since)
            {
                _meter.NoteWait(_engine, since, failure);
            }
        }
    }
}

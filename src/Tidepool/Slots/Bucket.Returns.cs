using System.Diagnostics;

namespace Tidepool.Slots;

/// <content>Where a returned slot goes: to the running thread's batch, else to the stack; where the cap is reached, it is dropped.</content>
internal sealed partial class Bucket
{
    /// <summary>Takes back a slot without an owner. For the thread that claimed it.</summary>
    internal void TakeBack(Slot slot, long claimed)
    {
        Debug.Assert(Generation.IsClaimed(claimed), "Only the thread that claimed a slot brings it back.");
        if (slot.Index == Slot.Traced)
        {
            slot.Index = 0;
            Pool.Sampling.Rents.Forget(this, slot.Number);
        }

        if (slot.Keeper == EvictedKeeper)
        {
            TakeBackEvicted(slot, claimed);
        }
        else if (_batchCapacity > 0 && TryFindHere() is { } here)
        {
            if (slot.Renter != here.Thread.Number)
            {
                slot.Renter = 0;
            }

            here.Batch.Add(slot, claimed);
        }
        else
        {
            if (slot.Renter != OwnerThread.Acting.Number)
            {
                slot.Renter = 0;
            }

            TakeBackToStack(slot, claimed);
        }

        Finish();
    }

    /// <summary>Takes back a slot that a return has just made "idle with its owner", when it turns out to have no owner any more.</summary>
    internal void TakeBackOvertaken(Slot slot, long idle)
    {
        long claimed = Generation.ClaimFromOwner(idle);
        if (!slot.HasOwner && Interlocked.CompareExchange(ref slot.Generation, claimed, idle) == idle)
        {
            TakeBack(slot, claimed);
        }
    }

    /// <summary>Undoes a rent: the owner thread wrote "rented" and then saw that the slot isn't its own any more.</summary>
    internal void TakeBackUnrented(Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.HasOwner)
            {
                // The owner has ended, and this thread acts in its place: no thread has taken over yet.
                Volatile.Write(ref slot.Generation, ~slot.Generation);
                return;
            }

            // If the evictor saw "idle", it is done with the slot, which has no number any more.
            if (slot.Number != 0)
            {
                UncountEvictedRent(slot);
                Volatile.Write(ref slot.Generation, Generation.ClaimUnrented(slot.Generation));
                DropHeld(slot, ref _trimmed);
            }
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>Shares the buffer of an evicted slot that a return has claimed, unless the former owner has rented the slot.</summary>
    /// <remarks>The claim may have come before a store of the former owner that was under way. The evictor holds the lock until that store can be
    /// seen.</remarks>
    private void TakeBackEvicted(Slot slot, long claimed)
    {
        using (_gate.Hold())
        {
            // It has no number after two overlapping returns of one lease, a misuse, of which the other one got here first.
            if (slot.Number != 0 && Volatile.Read(ref slot.Generation) == claimed && !TryGoOnInNewSlot(slot, claimed))
            {
                DropHeld(slot, ref _trimmed);
            }
        }
    }

    /// <summary>Pushes a claimed slot, or drops it if the cap is reached.</summary>
    private void TakeBackToStack(Slot slot, long claimed)
    {
        if (!TryPush(slot, claimed) && !(TryFreePlaces() && TryPush(slot, claimed)))
        {
            Drop(slot, ref _discarded);
        }
    }

    /// <summary>Pushes a claimed slot, unless the cap is reached.</summary>
    private bool TryPush(Slot slot, long claimed)
    {
        Volatile.Write(ref slot.Generation, Generation.ShareClaimed(claimed));
        int most = MostShared;
        if (_shared.TryPush(slot, most))
        {
            DropExcess(most);
            return true;
        }

        Volatile.Write(ref slot.Generation, claimed);
        return false;
    }

    /// <summary>Corrects a push: since it read the cap, a thread may have got a resident or a place in a batch. One of the two sees the other.</summary>
    private void DropExcess(int seen)
    {
        while (MostShared < seen && _shared.Depth > MostShared && _shared.TryPop() is { } slot)
        {
            Volatile.Write(ref slot.Generation, Generation.ClaimShared(slot.Generation));
            Drop(slot, ref _discarded);
        }
    }

    /// <summary>Called after slots have come back or were dropped. Not under the lock.</summary>
    private void Finish()
    {
        if (_isClosed)
        {
            // The bucket may have been closed between the look at the cap and the push.
            ShareBatches();
            DropShared(int.MaxValue);
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>Called when the cap is reached. Frees places that are held for no idle buffer: batches' first, then those of residents that are out, the
    /// running thread's before others'.</summary>
    private bool TryFreePlaces()
    {
        if (_resident == 0 && !_hasBatches)
        {
            return false;
        }

        using (_gate.Hold())
        {
            // Places are too few to be spread over threads.
            EndBatchesHeld();
            Residents? own = _caches?.Known?.KnownOf(_sizeClass);
            if (own is not null && own.TryFindOut(out Slot? slot))
            {
                ShareResident(own, slot);
                return true;
            }

            Evict(s_isOut);
            return true;
        }
    }
}

using System.Diagnostics;

namespace Tidepool.Slots;

/// <content>What comes back, and where it goes: to the running thread's batch, or to the stack, or nowhere where enough are idle.</content>
internal sealed partial class Bucket
{
    /// <summary>Takes back a slot that has no owner. Whoever claimed it.</summary>
    internal void TakeBack(Slot slot, long claimed)
    {
        Debug.Assert(Generation.IsClaimed(claimed), "Only who claimed a slot brings it back.");
        if (slot.Index == Slot.Traced)
        {
            slot.Index = 0;
            Pool.Sampling.Forget(this, slot.Number);
        }

        if (slot.Keeper == Nobody)
        {
            TakeBackEvicted(slot, claimed);
        }
        else if (_batchCapacity > 0 && TryFindHere() is { } here)
        {
            if (slot.Renter != here.Thread!.Number)
            {
                slot.Renter = 0;
            }

            here.Batch.Add(slot, claimed);
        }
        else
        {
            if (slot.Renter != OwnerThread.CurrentNumber)
            {
                slot.Renter = 0;
            }

            TakeBackToStack(slot, claimed);
        }

        Finish();
    }

    /// <summary>A return made a slot "idle with its owner", and it turned out that the slot has no owner any more.</summary>
    internal void TakeBackOvertaken(Slot slot, long idle)
    {
        long claimed = Generation.ClaimFromOwner(idle);
        if (slot.IsOwnedBy(OwnerThread.None) && Interlocked.CompareExchange(ref slot.Generation, claimed, idle) == idle)
        {
            TakeBack(slot, claimed);
        }
    }

    /// <summary>The owner thread wrote "rented" and then saw that the slot isn't its own any more. The rent has not happened.</summary>
    internal void TakeBackUnrented(Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Owner != OwnerThread.None)
            {
                // The owner has ended, and we act in its place: nobody has taken it over yet.
                Volatile.Write(ref slot.Generation, ~slot.Generation);
                return;
            }

            // Where the evictor saw "idle", it has done with the slot, which has no number any more.
            if (slot.Number != 0)
            {
                Volatile.Write(ref slot.Generation, Generation.ClaimUnrented(slot.Generation));
                _rents--;
                DropHeld(slot, ref _trimmed);
            }
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>The buffer of a slot that was taken from a thread and then claimed by a return becomes everybody's,
    /// unless the former owner has rented the slot.</summary>
    /// <remarks>The claim may have come before a store of the owner that was under way. Whoever evicted the slot holds the lock until that can be
    /// seen.</remarks>
    private void TakeBackEvicted(Slot slot, long claimed)
    {
        using (_gate.Hold())
        {
            // Without a number: two overlapping returns of one lease, a misuse, and the other one was here.
            if (slot.Number != 0 && Volatile.Read(ref slot.Generation) == claimed && !TryGoOnInNewSlot(slot, claimed))
            {
                DropHeld(slot, ref _trimmed);
            }
        }
    }

    /// <summary>Makes a claimed slot everybody's, or drops it where enough are idle.</summary>
    private void TakeBackToStack(Slot slot, long claimed)
    {
        if (!TryPush(slot, claimed) && !(TryFreePlaces() && TryPush(slot, claimed)))
        {
            Drop(slot, ref _discarded);
        }
    }

    /// <summary>Pushes a claimed slot, unless enough are idle.</summary>
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

    /// <summary>After a push: a thread may have got a resident, or a place in a batch, since the look at the cap. One of the two sees the other.</summary>
    private void DropExcess(int seen)
    {
        while (MostShared < seen && _shared.Depth > MostShared && _shared.TryPop() is { } slot)
        {
            Volatile.Write(ref slot.Generation, Generation.ClaimShared(slot.Generation));
            Drop(slot, ref _discarded);
        }
    }

    /// <summary>Called when slots have come back, or were dropped. Not under the lock.</summary>
    private void Finish()
    {
        if (_isClosed)
        {
            // The bucket was closed, maybe between a look at the cap and the push.
            ShareBatches();
            DropShared(int.MaxValue);
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>The cap is reached: whoever holds places for buffers that are out gives them up, first the running thread.</summary>
    private bool TryFreePlaces()
    {
        if (_resident == 0 && !_hasBatches)
        {
            return false;
        }

        using (_gate.Hold())
        {
            // Places are too few to spread them.
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

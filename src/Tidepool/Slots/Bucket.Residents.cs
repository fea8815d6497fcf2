using System.Diagnostics;

namespace Tidepool.Slots;

/// <content>Making slots residents of a thread, sharing them again, and evicting them.</content>
/// <remarks>
/// A thread rents its residents without an interlocked operation, so an evictor may interfere at any point. The evictor first takes the slot away, then
/// issues a process-wide barrier, and then reads the generation; the owner writes the generation, for a rent or a return, and then checks that the slot is
/// still its own. If it isn't, the owner undoes the rent, or returns the slot to the bucket. Since the former owner may write to the slot at any moment,
/// an evicted slot is never rented again. If its buffer is kept, the buffer moves to a new slot.
/// <para>Nothing that has to be done here allocates: evictions happen when memory has run out.</para>
/// </remarks>
internal sealed partial class Bucket
{
    private static readonly Func<Slot, bool> s_isAny = static _ => true;
    private static readonly Func<Slot, bool> s_isIdle = static slot => slot.IsIdleWithOwner;
    private static readonly Func<Slot, bool> s_isOut = static slot => !slot.IsIdleWithOwner;

    /// <summary>Makes another resident the hot slot. Owner thread.</summary>
    internal void MakeHot(Residents residents, Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Keeper == residents)
            {
                residents.MakeHot(slot);
            }
        }
    }

    /// <summary>Shares all of a thread's residents. Called by that thread, so no barrier is needed.</summary>
    internal void Share(Residents residents)
    {
        using (_gate.Hold())
        {
            foreach (Slot slot in residents.All)
            {
                ShareResident(residents, slot);
            }

            AssertInvariants();
        }

        Finish();
    }

    /// <summary>Ends all residents and batches: a caller waits for the budget, so every return must be noticed. The caller of this method serves
    /// the waiters, once it holds no lock.</summary>
    internal void EndResidence()
    {
        using (_gate.Hold())
        {
            _isWaitedFor = true;
            EndBatchesHeld();
            Evict(s_isAny);
        }
    }

    /// <summary>Evicts one slot, if it still has an owner.</summary>
    internal void Evict(Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Keeper is { HasOwner: true } keeper)
            {
                keeper.Victims = 1UL << slot.Index;
                EvictVictims(keepIdle: true);
            }
        }

        Finish();
    }

    /// <summary>Called after each full collection. Counts dropped leases, and evicts residents that have been out since the last call,
    /// so that the next collection can find those whose leases were dropped.</summary>
    internal void OnFullCollection()
    {
        FindDropped();
        using (_gate.Hold())
        {
            foreach (Residents thread in _threads)
            {
                thread.Victims = thread.OutSinceLastLook();
            }

            EvictVictims(keepIdle: false);
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>Takes everything from a thread that has ended, and shares what is idle.</summary>
    /// <remarks>A new thread may be acting in its place just now (see <see cref="StackPage"/>), so this is an eviction like any other.</remarks>
    internal void TakeOver(Residents thread)
    {
        using (_gate.Hold())
        {
            thread.Victims = ulong.MaxValue;
            EvictVictims(keepIdle: true);
            ShareBatch(thread.Batch);
            if (_threads.Remove(thread))
            {
                using (Given.Hold())
                {
                    ShareGivenHeld(int.MaxValue);
                    Given.RemoveThread();
                }

                _rents += thread.TakeSharedRents();
                SetBatchCapacity();
            }
        }

        Finish();
    }

    /// <summary>Makes a slot that was just rented a resident of its renter, if the cap and the memory allow it.</summary>
    private bool TryMakeResident(Slot slot, Residents renter)
    {
        using (_gate.Hold())
        {
            if (!HasResidents || renter.Thread.IsTakenOver || _shared.Depth >= MostShared)
            {
                return false;
            }

            try
            {
                renter.EnsureRoom();
            }
            catch (OutOfMemoryException)
            {
                // The slot stays rented, as a shared one.
                return false;
            }

            // A full fence, as a push is: either the push sees the new resident, or we see the pushed slot.
            _resident++;
            Interlocked.MemoryBarrier();
            if (_shared.Depth > MostShared)
            {
                _resident--;
                return false;
            }

            renter.Add(slot);
            AssertInvariants();
            return true;
        }
    }

    /// <summary>Shares a resident: at once if it is idle, else when it comes back. Owner thread, under the lock.</summary>
    private void ShareResident(Residents residents, Slot slot)
    {
        // Before the slot is shared: from then on another thread may return it and rent it, which that thread counts.
        CountRents(residents, slot);
        slot.ReturnStep = ReturnStep.Look;

        // A full fence, as the compare-exchange of a return is: either the return sees that the owner is gone, or we see the return.
        Interlocked.Exchange(ref slot.Keeper, SharedKeeper);
        if (Detach(residents, slot) is { } claimed && !TryPush(slot, claimed))
        {
            DropHeld(slot, ref _trimmed);
        }
    }

    private void EvictWhere(Func<Slot, bool> predicate)
    {
        using (_gate.Hold())
        {
            Evict(predicate);
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>Evicts the residents that the predicate holds for. Under the lock.</summary>
    /// <inheritdoc cref="EvictVictims" path="/param"/>
    private void Evict(Func<Slot, bool> predicate, bool keepIdle = false)
    {
        foreach (Residents thread in _threads)
        {
            thread.Victims = thread.Where(predicate);
        }

        EvictVictims(keepIdle);
    }

    /// <summary>Evicts the victims among all threads' residents. Those that are out move to new slots when they are returned. Under the lock.</summary>
    /// <param name="keepIdle">Whether idle ones are shared; else they are dropped.</param>
    private void EvictVictims(bool keepIdle)
    {
        bool hasVictims = false;
        foreach (Residents thread in _threads)
        {
            foreach (Slot slot in thread.Select(thread.Victims))
            {
                hasVictims = true;
                Volatile.Write(ref slot.Keeper, EvictedKeeper);
                slot.ReturnStep = ReturnStep.Look;
            }
        }

        if (!hasVictims)
        {
            return;
        }

        Interlocked.MemoryBarrierProcessWide();
        foreach (Residents thread in _threads)
        {
            foreach (Slot slot in thread.Select(thread.Victims))
            {
                slot.RentsCounted = CountRents(thread, slot);
                if (Detach(thread, slot) is { } claimed && !(keepIdle && TryGoOnInNewSlot(slot, claimed)))
                {
                    DropHeld(slot, ref _trimmed);
                }
            }

            thread.Victims = 0;
        }

        AssertInvariants();
    }

    /// <summary>Takes a slot out of its thread's residents, once the thread can be known not to be in the middle of renting or returning it.
    /// Under the lock.</summary>
    /// <returns>If the slot was idle, the generation under which it is claimed now. Else null: it is out,
    /// or a return on another thread is just bringing it back.</returns>
    private long? Detach(Residents residents, Slot slot)
    {
        long idle = Volatile.Read(ref slot.Generation);
        bool isIdle = Generation.IsIdleWithOwner(idle)
            && Interlocked.CompareExchange(ref slot.Generation, Generation.ClaimFromOwner(idle), idle) == idle;
        long generation = isIdle ? idle : Volatile.Read(ref slot.Generation);
        residents.Remove(slot);
        Pool.Sampling.Rents.NoteShared(slot, generation);
        _resident--;
        return isIdle ? Generation.ClaimFromOwner(idle) : null;
    }

    /// <summary>Moves the buffer of an evicted, claimed slot to a new slot, which is shared. False if there is no memory for that.</summary>
    /// <param name="slot">The evicted slot.</param>
    /// <param name="claimed">The generation under which it was claimed; its former owner may have overwritten that since.</param>
    private bool TryGoOnInNewSlot(Slot slot, long claimed)
    {
        try
        {
            Slot successor = new(this, slot.Array, claimed) { SampleAt = slot.SampleAt };
            _slots.Replace(slot.Number, successor);
            slot.Number = 0;
            slot.Array = [];
            if (!TryPush(successor, claimed))
            {
                DropHeld(successor, ref _trimmed);
            }

            return true;
        }
        catch (OutOfMemoryException)
        {
            return false;
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        int count = 0;
        foreach (Residents thread in _threads)
        {
            count += thread.Count;
        }

        Debug.Assert(count == _resident, "The bucket knows how many residents there are.");
        Debug.Assert(count <= _maxIdle || _maxIdle == 0, "Residents hold no more places than there are.");
    }
}

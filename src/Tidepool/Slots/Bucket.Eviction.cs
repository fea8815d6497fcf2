namespace Tidepool.Slots;

/// <content>Giving idle slots up, and taking slots from the threads that have them.</content>
/// <remarks>
/// A thread rents its residents without an interlocked operation, so an evictor can come in its middle. The evictor first takes the slot
/// away, then issues a process-wide barrier, then looks at the generation; the owner writes the generation, renting or returning, and then
/// looks whether the slot is still its own. If it is not, it gives the rent up, or the slot back. It may have written to the slot at any
/// moment, so an evicted slot is never rented again. Where its buffer is kept, it goes on in a new slot.
/// <para>No decision here allocates: evictions happen where memory has run out.</para>
/// </remarks>
internal sealed partial class Bucket
{
    private static readonly Func<Slot, bool> s_isAny = static _ => true;
    private static readonly Func<Slot, bool> s_isIdle = static slot => slot.IsIdleWithOwner;
    private static readonly Func<Slot, bool> s_isOut = static slot => !slot.IsIdleWithOwner;

    /// <summary>Drops all idle buffers.</summary>
    internal void Trim()
    {
        ShareBatches();
        DropShared(int.MaxValue);
        EvictWhere(s_isIdle);
    }

    /// <summary>Drops idle buffers, so that the budget has room for so many bytes, as far as that goes: shared ones first.</summary>
    internal void MakeRoom(int bytes)
    {
        long shortOf = Pool.Budget.ShortOf(bytes);
        if (BufferSize == 0 || shortOf == 0)
        {
            return;
        }

        DropShared((int)Math.Min(int.MaxValue, (shortOf + BufferSize - 1) / BufferSize));
        if (Pool.Budget.ShortOf(bytes) > 0 && (_resident > 0 || _hasBatches))
        {
            Trim();
        }
    }

    /// <summary>No buffer is kept from now on: idle ones are dropped, and rented ones when they come back.</summary>
    internal void Close()
    {
        using (_gate.Hold())
        {
            _isClosed = true;
            _maxIdle = 0;
            EndBatchesHeld();
        }

        DropShared(int.MaxValue);
        EvictWhere(s_isAny);
    }

    /// <summary>No thread has slots for itself from now on: somebody waits for what comes back, so every return must be noticed. Serves nobody:
    /// the caller does, once it holds no lock.</summary>
    internal void EndResidence()
    {
        using (_gate.Hold())
        {
            _isWaitedFor = true;
            EndBatchesHeld();
            Evict(s_isAny);
        }
    }

    /// <summary>Takes a slot from its owner, unless it has none any more.</summary>
    internal void Evict(Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Keeper is { Thread: not null } keeper)
            {
                keeper.Victims = 1UL << slot.Index;
                EvictVictims(keepIdle: true);
            }
        }

        Finish();
    }

    /// <summary>Called after each full collection: counts dropped leases, and lets go of residents that have been out since the last call,
    /// so that the collector can find them if their leases were dropped.</summary>
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

    /// <summary>Takes everything from a thread that has ended: what is idle is everybody's.</summary>
    /// <remarks>Somebody may act in that thread's place just now (see <see cref="StackPage"/>), so this is an eviction like any other.</remarks>
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

                _rents += thread.SharedRents;
                SetBatchCapacity();
            }
        }

        Finish();
    }

    /// <summary>Drops up to so many shared slots, those on top first.</summary>
    private void DropShared(int most)
    {
        if (!_shared.IsEmpty)
        {
            using (_gate.Hold())
            {
                DropSharedHeld(most);
            }

            Pool.Budget.ServeWaiters();
        }
    }

    /// <summary>The same under the lock.</summary>
    /// <returns>How many.</returns>
    private int DropSharedHeld(int most)
    {
        // Not more than there are now, or this might go on for as long as others return.
        most = Math.Min(most, Math.Max(1, _shared.Depth));
        int dropped = 0;
        for (; dropped < most && _shared.TryPop() is { } slot; dropped++)
        {
            Volatile.Write(ref slot.Generation, Generation.ClaimShared(slot.Generation));
            DropHeld(slot, ref _trimmed);
        }

        return dropped;
    }

    private void EvictWhere(Func<Slot, bool> predicate)
    {
        using (_gate.Hold())
        {
            Evict(predicate);
        }

        Pool.Budget.ServeWaiters();
    }

    private void Evict(Func<Slot, bool> predicate)
    {
        foreach (Residents thread in _threads)
        {
            thread.Victims = thread.Where(predicate);
        }

        EvictVictims(keepIdle: false);
    }

    /// <summary>Takes the victims of all residents from their owners. Those that are out are dropped when they are returned. Under the lock.</summary>
    /// <param name="keepIdle">Whether those that are idle become everybody's; else they are dropped.</param>
    private void EvictVictims(bool keepIdle)
    {
        bool hasVictims = false;
        foreach (Residents thread in _threads)
        {
            foreach (Slot slot in thread.Select(thread.Victims))
            {
                hasVictims = true;
                slot.Keeper = Nobody;
                Volatile.Write(ref slot.Owner, OwnerThread.None);
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
                if (Detach(thread, slot) is { } claimed && !(keepIdle && TryGoOnInNewSlot(slot, claimed)))
                {
                    DropHeld(slot, ref _trimmed);
                }
            }

            thread.Victims = 0;
        }

        AssertInvariants();
    }

    /// <summary>The buffer of a claimed slot goes on in another slot, which is everybody's. False where there is no memory for that.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="claimed">The generation under which it was claimed: its former owner may have written over that.</param>
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
}

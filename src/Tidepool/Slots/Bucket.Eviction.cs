namespace Tidepool.Slots;

/// <content>Dropping idle slots, and taking residents away from their threads.</content>
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

    /// <summary>Drops all idle buffers.</summary>
    internal void Trim()
    {
        ShareBatches();
        DropShared(int.MaxValue);
        EvictWhere(s_isIdle);
    }

    /// <summary>Drops idle buffers, shared ones first, until the budget has room for this many bytes or nothing is idle.</summary>
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

    /// <summary>Drops all idle buffers, and from now on every buffer that comes back.</summary>
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
            if (slot.Keeper is { Thread: not null } keeper)
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

    /// <summary>Drops shared slots, those on top first.</summary>
    /// <param name="most">How many, at most.</param>
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

    /// <summary>Like <see cref="DropShared"/>, under the lock.</summary>
    /// <returns>How many were dropped.</returns>
    private int DropSharedHeld(int most)
    {
        // No more than there are now, or this might continue while other threads return slots.
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
                slot.Keeper = EvictedKeeper;
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
}

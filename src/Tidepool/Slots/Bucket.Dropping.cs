namespace Tidepool.Slots;

/// <content>Dropping idle slots: all of them, as many as the budget needs, those beyond a cap that was lowered, and a few at each step of the decay.</content>
internal sealed partial class Bucket
{
    private readonly LowWaterMarks _marks = new();

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

    /// <summary>One step of the decay: drops the share of the idle buffers that is due at their age.</summary>
    /// <remarks>Shared ones are dropped from the top of the stack: one buffer is as good as another, and taking a stack apart at its bottom would make other
    /// threads wait.</remarks>
    /// <param name="shareAt">The share to drop now of the buffers that have been idle for as many steps as the index says: 0 to 1.</param>
    /// <returns>False if this class has no buffers, idle or out, so that nothing can become idle.</returns>
    internal bool Decay(ReadOnlySpan<double> shareAt)
    {
        FindDropped();
        bool isAlive;
        using (_gate.Hold())
        {
            foreach (Residents thread in _threads)
            {
                thread.Victims = thread.Due(shareAt);
            }

            EvictVictims(keepIdle: false);

            // Slots from these batches have been idle since the last step, though not on the stack.
            int quiet = ShareBatchesHeld(onlyQuiet: true);
            int due = _marks.Step(_shared.TakeLowest() + quiet, shareAt);
            _marks.NoteDropped(DropSharedHeld(due));
            isAlive = Live > 0;
        }

        Pool.Budget.ServeWaiters();
        return isAlive;
    }

    /// <summary>Changes the cap. Idle buffers beyond a lower cap are dropped; places that hold no idle buffer give way first.
    /// A higher cap lets threads have batches again, if a reached cap had ended them.</summary>
    /// <param name="maxIdleOf">The cap by buffer size. Called under the lock, so that of several changes the last one stays.</param>
    internal void ChangeMaxIdle(Func<int, int> maxIdleOf)
    {
        using (_gate.Hold())
        {
            int before = _maxIdle;
            int now = maxIdleOf(BufferSize);
            if (_isClosed || now == before)
            {
                return;
            }

            bool isExceeded = now < before && _resident + _places + _shared.Depth > now;
            if (isExceeded)
            {
                // As when a return finds the cap reached: these hold places for no idle buffer.
                Evict(s_isOut);
            }

            _maxIdle = now;
            _hasBatches |= now > before && _caches is not null && !_isWaitedFor;

            // A full fence, as a push is: either the push sees the new cap, or we see the pushed slot.
            Interlocked.MemoryBarrier();
            if (isExceeded || (now < before && _shared.Depth > MostShared))
            {
                EndBatchesHeld();
                if (_resident > now)
                {
                    // The stack takes as many of them as the cap allows.
                    Evict(s_isAny, keepIdle: true);
                }

                DropSharedHeld(_shared.Depth - MostShared);
            }
            else
            {
                SetBatchCapacity();
            }
        }

        Pool.Budget.ServeWaiters();
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
}

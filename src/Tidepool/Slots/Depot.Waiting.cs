namespace Tidepool.Slots;

/// <content>What changes while somebody waits for the budget: every return is noticed, and what comes back is for those who wait.</content>
internal sealed partial class Depot
{
    private volatile bool _hasWaiters;

    /// <summary>Somebody waits for a buffer of the pool, of whatever size. Changes under the lock.</summary>
    internal bool HasWaiters => _hasWaiters;

    /// <summary>Called when the first one begins to wait and when nobody waits any more.</summary>
    /// <remarks>Who begins to wait issues a process-wide barrier afterwards and then looks for idle slots: a return either comes before that look,
    /// or sees the change after it has made its slot idle.</remarks>
    internal void SetHasWaiters(bool hasWaiters)
    {
        using (_gate.Hold())
        {
            _hasWaiters = hasWaiters;
            foreach (Ring ring in _rings)
            {
                ring.SetReturnSteps();
            }
        }
    }

    /// <summary>Called after each return, or drop, that was noticed. Not under the lock.</summary>
    internal void ServeWaiters()
    {
        if (_hasWaiters)
        {
            _ledger.ServeWaiters();
        }
    }

    /// <summary>Rents an idle slot, wherever it lies, for somebody who waited. It stays without a home, since it isn't known on which thread he will go on.</summary>
    internal Slot? TryRentForWaiter(int size)
    {
        using (_gate.Hold())
        {
            if (_top is null)
            {
                Slot? victims = null;
                foreach (Ring ring in _rings)
                {
                    if (LinkIdle(ring, 1, ref victims) > 0)
                    {
                        break;
                    }
                }

                Evict(victims, keepIdle: true);
            }

            if (TryPop(size, out Slot? slot))
            {
                CountHomeless(slot, slot.Generation);
            }

            AssertInvariants();
            return slot;
        }
    }

    /// <summary>Drops idle buffers, so that the ledger has room for so many bytes, as far as that goes.</summary>
    internal void MakeRoom(int bytes)
    {
        using (_gate.Hold())
        {
            long shortOf = _ledger.ShortOf(bytes);
            if (shortOf == 0 || BufferSize == 0)
            {
                return;
            }

            int count = (int)Math.Min(int.MaxValue, (shortOf + BufferSize - 1) / BufferSize);
            int fromDepot = Math.Min(count, _depth);
            count -= fromDepot;
            DropBottom(fromDepot);

            Slot? victims = null;
            foreach (Ring ring in _rings)
            {
                count -= LinkIdle(ring, count, ref victims);
            }

            Evict(victims, keepIdle: false);
            AssertInvariants();
        }
    }
}

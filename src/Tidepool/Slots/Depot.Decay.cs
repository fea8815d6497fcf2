namespace Tidepool.Slots;

/// <content>Giving back what has lain idle, a little at each step.</content>
internal sealed partial class Depot
{
    /// <summary>The fraction of a buffer by which the decay of the depot's own slots is behind.</summary>
    private double _decayDue;

    /// <summary>One step: drops the share of the idle buffers that is due at their age, the least used first.</summary>
    /// <param name="shareAt">By the number of steps for which a buffer has lain idle, the share of such buffers to drop now: 0 to 1.</param>
    /// <returns>False when this class has no buffers, idle or out, so that nothing can become idle.</returns>
    internal bool Decay(ReadOnlySpan<double> shareAt)
    {
        bool isAlive;
        using (_gate.Hold())
        {
            Slot? victims = null;
            foreach (Ring ring in _rings)
            {
                double due = ring.DecayDue;
                int expired = 0;
                foreach (Slot? slot in ring.Slots)
                {
                    if (slot is not null)
                    {
                        due += Age(slot, slot.IsIdleAtHome, shareAt, ref expired);
                    }
                }

                int most = Math.Max((int)due, expired);
                int linked = LinkIdle(ring, most, ref victims, minSteps: 1);
                ring.DecayDue = linked < most ? 0 : Math.Max(0, due - linked);
            }

            DecayDepot(shareAt);
            Evict(victims, keepIdle: false);
            AssertInvariants();
            isAlive = Live > 0;
        }

        ServeWaiters();
        return isAlive;
    }

    /// <summary>The depot hands out what came last, so what lies at the bottom goes first.</summary>
    private void DecayDepot(ReadOnlySpan<double> shareAt)
    {
        int expired = 0;
        for (Slot? slot = _top; slot is not null; slot = slot.Below)
        {
            _decayDue += Age(slot, isIdle: true, shareAt, ref expired);
        }

        int dropped = Math.Min(_depth, Math.Max((int)_decayDue, expired));
        _decayDue = dropped == _depth ? 0 : Math.Max(0, _decayDue - dropped);
        DropBottom(dropped);
    }

    /// <summary>Drops so many slots of the depot, those that came first.</summary>
    private void DropBottom(int count)
    {
        if (count == 0)
        {
            return;
        }

        int kept = _depth - count;
        Slot? last = null;
        for (int index = 0; index < kept; index++)
        {
            last = last is null ? _top : last.Below;
        }

        DropFrom(last);
    }

    /// <summary>Drops all slots of the depot below one, or all when there is none.</summary>
    private void DropFrom(Slot? last)
    {
        while ((last is null ? _top : last.Below) is { } slot)
        {
            Volatile.Write(ref slot.Generation, Generation.ClaimFromDepot(slot.Generation));
            if (last is null)
            {
                _top = slot.Below;
            }
            else
            {
                last.Below = slot.Below;
            }

            slot.Below = null;
            _depth--;
            Drop(slot, ref _trimmed);
        }
    }

    /// <summary>Notes for how many steps the slot has lain idle.</summary>
    /// <returns>The share of it that is due now.</returns>
    private static double Age(Slot slot, bool isIdle, ReadOnlySpan<double> shareAt, ref int expired)
    {
        long generation = Volatile.Read(ref slot.Generation);
        if (!isIdle || generation != slot.Notes.SeenByDecay)
        {
            slot.Notes.SeenByDecay = generation;
            slot.Notes.IdleSteps = 0;
            return 0;
        }

        int steps = Math.Min(slot.Notes.IdleSteps, shareAt.Length - 1);
        slot.Notes.IdleSteps++;
        expired += shareAt[steps] >= 1 ? 1 : 0;
        return shareAt[steps];
    }
}

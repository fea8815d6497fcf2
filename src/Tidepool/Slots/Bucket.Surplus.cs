using System.Numerics;

namespace Tidepool.Slots;

/// <content>Dropping surplus idle slots: a few at each step of the decay, by their age, and all beyond a cap that was lowered.</content>
/// <remarks>
/// The stack hands out the slot that came last, so the ones at its bottom have been idle longest. The marks tell for how long: each is the fewest slots that
/// lay on the stack during one of the last steps, and as many slots as the least of the last n marks have been idle for n steps.
/// So a step costs the same however many slots are idle, and looks at none of them. It drops that many from the top: the number is what counts,
/// and taking a stack apart at its bottom would make other threads wait.
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>For how many steps marks are kept: a power of two, no fewer than the decay clock has steps.</summary>
    private const int MostMarks = 32;

    /// <summary>The marks, the latest first.</summary>
    private readonly int[] _marks = new int[MostMarks];

    /// <summary>The fraction of a shared buffer that the decay has yet to drop.</summary>
    private double _decayDue;

    /// <summary>One step of the decay: drops the share of the idle buffers that is due at their age.</summary>
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
            int dropped = DropSharedHeld(DueShared(shareAt, quiet));
            for (int mark = 0; mark < MostMarks; mark++)
            {
                _marks[mark] = Math.Max(0, _marks[mark] - dropped);
            }

            isAlive = Live > 0;
        }

        Pool.Budget.ServeWaiters();
        return isAlive;
    }

    /// <summary>How many shared slots are due to be dropped.</summary>
    /// <param name="shareAt">The share to drop, by age.</param>
    /// <param name="quiet">How many have just come from batches that were not used since the last step.</param>
    private int DueShared(ReadOnlySpan<double> shareAt, int quiet)
    {
        Array.Copy(_marks, 0, _marks, 1, MostMarks - 1);
        _marks[0] = _shared.TakeLowest() + quiet;
        int expired = 0;
        int idle = _marks[0];
        for (int steps = 0; idle > 0; steps++)
        {
            int idleLonger = steps + 1 < MostMarks ? Math.Min(idle, _marks[steps + 1]) : 0;
            double share = shareAt[Math.Min(steps, shareAt.Length - 1)];
            _decayDue += share * (idle - idleLonger);
            expired += share >= 1 ? idle - idleLonger : 0;
            idle = idleLonger;
        }

        int due = Math.Min(_marks[0], Math.Max((int)_decayDue, expired));
        _decayDue = due == _marks[0] ? 0 : Math.Max(0, _decayDue - due);
        return due;
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

            _maxIdle = now;
            _hasBatches |= now > before && _caches is not null && !_isWaitedFor;

            // A full fence, as a push is: either the push sees the new cap, or we see the pushed slot.
            Interlocked.MemoryBarrier();
            if (now < before && _shared.Depth > MostShared)
            {
                EvictBeyondCap();

                // As when a return finds the cap reached.
                EndBatchesHeld();
                DropSharedHeld(_shared.Depth - MostShared);
            }
            else
            {
                SetBatchCapacity();
            }
        }

        Pool.Budget.ServeWaiters();
    }

    /// <summary>Evicts residents that a lowered cap has no place for: first those that are out, then as many idle ones as the cap couldn't hold even with
    /// nothing else idle.</summary>
    private void EvictBeyondCap()
    {
        int beyond = _shared.Depth - MostShared;
        int chosen = 0;
        foreach (Residents thread in _threads)
        {
            thread.Victims = Highest(thread.Where(s_isOut), beyond - chosen);
            chosen += BitOperations.PopCount(thread.Victims);
        }

        foreach (Residents thread in _threads)
        {
            ulong more = Highest(thread.Where(s_isAny) & ~thread.Victims, _resident - chosen - _maxIdle);
            thread.Victims |= more;
            chosen += BitOperations.PopCount(more);
        }

        EvictVictims(keepIdle: false);
    }

    /// <summary>The highest bits of a set, at most that many: the owner mostly uses the lowest.</summary>
    private static ulong Highest(ulong indexes, int most)
    {
        ulong highest = 0;
        for (; most > 0 && indexes != 0; most--)
        {
            ulong bit = 1UL << BitOperations.Log2(indexes);
            indexes &= ~bit;
            highest |= bit;
        }

        return highest;
    }
}

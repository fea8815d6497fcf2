using System.Numerics;

namespace Tidepool.Slots;

/// <content>Giving up what lies idle beyond the need: by its age, a little at each step of the decay, and beyond a cap that was lowered.</content>
/// <remarks>
/// The stack hands out what came last, so what lies at its bottom has lain there longest. How long, the marks tell:
/// the fewest slots that lay on the stack during each of the last steps. As many as the least of the last n marks have been idle for n steps.
/// So a step costs the same however many are idle, and nothing looks at a slot. Those on top are the ones dropped: they are as many,
/// and to take a stack apart at its bottom, others would have to wait.
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>For so many steps marks are kept.</summary>
    private const int MostMarks = 32;

    /// <summary>The marks of the last steps, the last one first.</summary>
    private readonly int[] _marks = new int[MostMarks];

    /// <summary>The fraction of a buffer by which the decay of the shared slots is behind.</summary>
    private double _decayDue;

    /// <summary>One step: drops the share of the idle buffers that is due at their age.</summary>
    /// <param name="shareAt">By the number of steps for which a buffer has lain idle, the share of such buffers to drop now: 0 to 1.</param>
    /// <returns>False when this class has no buffers, idle or out, so that nothing can become idle.</returns>
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

            // They have been idle since the last step, though not on the stack.
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

    /// <summary>How many of the shared slots are due.</summary>
    /// <param name="shareAt">The share to drop, by age.</param>
    /// <param name="quiet">How many have just come from batches in which nothing has happened since the last step.</param>
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

    /// <summary>Changes the cap. What lies idle beyond a lower one is dropped; places that hold no idle buffer give way first.
    /// With a higher one, threads may have slots at hand again where the class has ended that.</summary>
    /// <param name="maxIdleOf">The most idle buffers, by a buffer's size. Asked under the lock: so whoever asks last gets what was set last.</param>
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

            // As is a push: either that sees the new cap, or its slot is seen here.
            Interlocked.MemoryBarrier();
            if (now < before && _shared.Depth > MostShared)
            {
                EvictBeyondCap();

                // As where a return finds the cap reached.
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

    /// <summary>Takes residents from their threads: those that are out, as far as the cap needs their places, and of those that are idle
    /// as many as the cap has no place for even with nothing else idle.</summary>
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

    /// <summary>The highest bits of a set, up to so many: the owner uses the lowest most.</summary>
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

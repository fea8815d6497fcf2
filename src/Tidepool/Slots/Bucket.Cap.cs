using System.Numerics;

namespace Tidepool.Slots;

/// <content>A cap that changes while the pool runs.</content>
internal sealed partial class Bucket
{
    /// <summary>Somebody has waited: threads keep nothing for themselves any more, whatever the cap. Under the lock.</summary>
    private bool _isWaitedFor;

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

using System.Collections.Concurrent;

namespace Tidepool.Soak;

/// <summary>The pools of one round, and the leases on their way from thread to thread. All members except <see cref="CheckAll"/> are
/// thread-safe.</summary>
internal sealed class SoakRound(Tally tally, SoakPool[] pools, Func<SoakPool> newChangingPool)
{
    private const int MostExchanged = 256;

    private readonly ConcurrentQueue<Held> _exchange = [];

    /// <summary>Pools disposed in the middle of the round; some of their leases may still be out.</summary>
    private readonly ConcurrentQueue<SoakPool> _retired = [];

    internal SoakPool AnyPool(Random random) => Volatile.Read(ref pools[random.Next(pools.Length)]);

    internal bool TryPass(Held held)
    {
        if (_exchange.Count >= MostExchanged)
        {
            return false;
        }

        _exchange.Enqueue(held);
        return true;
    }

    internal bool TryTake(out Held held) => _exchange.TryDequeue(out held);

    /// <summary>Replaces a pool by one of another mode, and disposes it while other threads use it.</summary>
    internal void Change(Random random)
    {
        int index = random.Next(pools.Length);
        SoakPool former = Volatile.Read(ref pools[index]);
        if (!former.IsForGood && Interlocked.CompareExchange(ref pools[index], newChangingPool(), former) == former)
        {
            _retired.Enqueue(former);
            former.Dispose();
            tally.Count("pools disposed while in use");
        }
    }

    /// <summary>Call after all workers have ended: returns the leases that are on their way, and checks each pool.</summary>
    internal void CheckAll()
    {
        while (_exchange.TryDequeue(out Held held))
        {
            try
            {
                held.Lease.Return();
            }
            catch (SoakCallbackException)
            {
                // The callback threw when it received what was found in another buffer.
            }
        }

        foreach (SoakPool pool in pools.Concat(_retired))
        {
            pool.CheckBooks();
            pool.Dispose();
        }
    }
}

using System.Collections.Concurrent;

namespace Tidepool.Soak;

/// <summary>The pools of one round, and the leases on their way from thread to thread. All members but <see cref="CheckAll"/> are safe for use by any
/// thread.</summary>
internal sealed class SoakRound(Tally tally, SoakPool[] pools, Func<SoakPool> newChangingPool)
{
    private const int MostExchanged = 256;

    private readonly ConcurrentQueue<Held> _exchange = [];

    /// <summary>Disposed in the middle of the round; leases of theirs may still be out.</summary>
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

    /// <summary>Disposes of a pool while others use it, and puts one of another mode in its place.</summary>
    internal void Change(Random random)
    {
        int index = random.Next(pools.Length);
        SoakPool former = Volatile.Read(ref pools[index]);
        if (!former.IsForGood && Interlocked.CompareExchange(ref pools[index], newChangingPool(), former) == former)
        {
            _retired.Enqueue(former);
            former.Dispose();
            tally.Count("pools disposed in use, for one of another mode");
        }
    }

    /// <summary>After all workers have ended: returns what is on its way, and examines each pool.</summary>
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
                // Told what was found in another buffer, the callback threw.
            }
        }

        foreach (SoakPool pool in pools.Concat(_retired))
        {
            pool.CheckBooks();
            pool.Dispose();
        }
    }
}

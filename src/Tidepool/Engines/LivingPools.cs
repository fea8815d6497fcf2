using Tidepool.Slots;

namespace Tidepool.Engines;

/// <summary>The pools of the process that are neither disposed nor dropped, each with who tells of it.</summary>
/// <remarks>
/// An engine doesn't refer to its pool. So it is held here until the pool's finalizer lets it go: what that needs, and is finalized itself, can't have been
/// finalized before. Only where an
/// assembly load context is unloaded everything is finalized at once, in any order.
/// </remarks>
internal static class LivingPools
{
    private static readonly Lock s_gate = new();

    /// <summary>By their numbers. Not a weak table: that is finalized too.</summary>
    private static readonly Dictionary<long, (PoolEngine Engine, object Teller)> s_pools = [];

    private static volatile bool s_areUnloaded;

    /// <summary>The context is being unloaded: nothing needs to be given up any more, and what has been finalized mustn't be asked for it.</summary>
    internal static bool AreUnloaded => s_areUnloaded;

    /// <param name="engine">The pool.</param>
    /// <param name="teller">The meter that tells of it.</param>
    internal static void Add(PoolEngine engine, object teller)
    {
        using (s_gate.Hold())
        {
            s_pools.Add(engine.Number, (engine, teller));
        }
    }

    /// <returns>False when it had been removed already.</returns>
    internal static bool Remove(PoolEngine engine)
    {
        using (s_gate.Hold())
        {
            return s_pools.Remove(engine.Number);
        }
    }

    /// <param name="teller">Only those that it tells of; null for all.</param>
    internal static IReadOnlyList<PoolEngine> All(object? teller = null)
    {
        using (s_gate.Hold())
        {
            List<PoolEngine> pools = new(s_pools.Count);
            foreach ((PoolEngine engine, object ofPool) in s_pools.Values)
            {
                if (teller is null || ofPool == teller)
                {
                    pools.Add(engine);
                }
            }

            return pools;
        }
    }

    /// <summary>The context is about to be unloaded: no timer keeps it from now on.</summary>
    internal static void Unload()
    {
        s_areUnloaded = true;
        foreach (PoolEngine pool in All())
        {
            pool.StopClock();
        }
    }
}

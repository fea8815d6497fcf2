
namespace Tidepool.Engines;

/// <summary>The pools of the process that are neither disposed nor dropped, each with the meter that reports it.</summary>
/// <remarks>
/// An engine doesn't refer to its pool, so it can be held here until the pool's finalizer removes it. This way, nothing that this finalizer needs and that has
/// a finalizer itself can have been finalized before. Only when an assembly load context is unloaded is everything finalized at once, in any order.
/// </remarks>
internal static class LivingPools
{
    private static readonly Lock s_gate = new();

    /// <summary>By number. Not a weak table, which would be finalized too.</summary>
    private static readonly Dictionary<long, (PoolEngine Engine, object Meter)> s_pools = [];

    private static volatile bool s_areUnloaded;

    /// <summary>Whether the assembly load context is being unloaded: then nothing needs to be released any more, and calling what may have been finalized
    /// would be an error.</summary>
    internal static bool AreUnloaded => s_areUnloaded;

    /// <param name="engine">The pool.</param>
    /// <param name="meter">The meter that reports it.</param>
    internal static void Add(PoolEngine engine, object meter)
    {
        using (s_gate.Hold())
        {
            s_pools.Add(engine.Number, (engine, meter));
        }
    }

    /// <returns>False if it had been removed already.</returns>
    internal static bool Remove(PoolEngine engine)
    {
        using (s_gate.Hold())
        {
            return s_pools.Remove(engine.Number);
        }
    }

    /// <param name="meter">Only the pools that this meter reports; null for all.</param>
    internal static IReadOnlyList<PoolEngine> All(object? meter = null)
    {
        using (s_gate.Hold())
        {
            List<PoolEngine> pools = new(s_pools.Count);
            foreach ((PoolEngine engine, object ofPool) in s_pools.Values)
            {
                if (meter is null || ofPool == meter)
                {
                    pools.Add(engine);
                }
            }

            return pools;
        }
    }

    /// <summary>Stops all timers, which would keep the assembly load context from being unloaded.</summary>
    internal static void Unload()
    {
        s_areUnloaded = true;
        foreach (PoolEngine pool in All())
        {
            pool.StopClock();
        }
    }
}

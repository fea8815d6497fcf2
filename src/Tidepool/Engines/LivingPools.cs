using System.Runtime.CompilerServices;

namespace Tidepool.Engines;

/// <summary>The pools of the process that are neither disposed nor dropped, each with who tells of it.</summary>
internal static class LivingPools
{
    private static readonly ConditionalWeakTable<PoolEngine, object> s_pools = [];

    /// <param name="engine">The pool.</param>
    /// <param name="teller">The meter that tells of it.</param>
    internal static void Add(PoolEngine engine, object teller) => s_pools.Add(engine, teller);

    /// <returns>False when it had been removed already.</returns>
    internal static bool Remove(PoolEngine engine) => s_pools.Remove(engine);

    internal static IReadOnlyList<PoolEngine> All() => [.. s_pools.Select(static pool => pool.Key)];

    /// <summary>Those that one meter tells of.</summary>
    internal static IReadOnlyList<PoolEngine> Of(object teller) => [.. s_pools.Where(pool => pool.Value == teller).Select(static pool => pool.Key)];
}

using System.Runtime.CompilerServices;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>The pools of the process that are neither disposed nor dropped, each with the meter that tells of it.</summary>
internal static class LivingPools
{
    private static readonly ConditionalWeakTable<PoolEngine, PoolMeter> s_pools = [];

    internal static void Add(PoolEngine engine, PoolMeter meter) => s_pools.Add(engine, meter);

    /// <returns>False when it had been removed already.</returns>
    internal static bool Remove(PoolEngine engine) => s_pools.Remove(engine);

    internal static IReadOnlyList<PoolEngine> All() => [.. s_pools.Select(static pool => pool.Key)];

    /// <summary>Those that one meter tells of.</summary>
    internal static IReadOnlyList<PoolEngine> Of(PoolMeter meter) => [.. s_pools.Where(pool => pool.Value == meter).Select(static pool => pool.Key)];
}

using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>The pools of the process that are neither disposed nor dropped.</summary>
internal static class LivingPools
{
    private static readonly Lock s_gate = new();
    private static readonly List<WeakReference<PoolEngine>> s_engines = [];

    internal static void Add(PoolEngine engine)
    {
        lock (s_gate)
        {
            s_engines.RemoveAll(static known => !known.TryGetTarget(out _));
            s_engines.Add(new WeakReference<PoolEngine>(engine));
        }
    }

    internal static void Remove(PoolEngine engine)
    {
        lock (s_gate)
        {
            s_engines.RemoveAll(known => !known.TryGetTarget(out PoolEngine? target) || target == engine);
        }
    }

    internal static IReadOnlyList<PoolEngine> All()
    {
        lock (s_gate)
        {
            return [.. s_engines.Select(static known => known.TryGetTarget(out PoolEngine? engine) ? engine : null).OfType<PoolEngine>()];
        }
    }
}

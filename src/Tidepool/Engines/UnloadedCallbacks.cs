using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Tidepool.Engines;

/// <summary>Takes a callback away from its pools when the assembly load context that it belongs to is unloaded, such as that of a plug-in: a pool that
/// outlives it would keep the context, and call code that is being unloaded.</summary>
internal static class UnloadedCallbacks
{
    private static readonly ConditionalWeakTable<AssemblyLoadContext, object> s_watched = [];

    /// <summary>Watches the context of a callback, if it can be unloaded before this library.</summary>
    internal static void Watch(Delegate? callback)
    {
        AssemblyLoadContext? own = AssemblyLoadContext.GetLoadContext(typeof(UnloadedCallbacks).Assembly);
        foreach (AssemblyLoadContext context in ContextsOf(callback).Where(static context => context.IsCollectible))
        {
            if (context != own && s_watched.TryAdd(context, context.GetType()))
            {
                context.Unloading += OnUnloading;
            }
        }
    }

    /// <summary>Whether a callback belongs to a context, by its method or by the object that it is called on.</summary>
    internal static bool IsOf(Delegate? callback, AssemblyLoadContext context) => ContextsOf(callback).Contains(context);

    private static IEnumerable<AssemblyLoadContext> ContextsOf(Delegate? callback) =>
        from part in callback?.GetInvocationList() ?? []
        from assembly in new[] { part.Method.Module.Assembly, part.Target?.GetType().Assembly }
        where assembly is not null
        let context = AssemblyLoadContext.GetLoadContext(assembly)
        where context is not null
        select context;

    private static void OnUnloading(AssemblyLoadContext context)
    {
        foreach (PoolEngine pool in LivingPools.All())
        {
            pool.LetGoOf(context);
        }
    }
}

using System.Runtime.Loader;
using Tidepool.Diagnosis;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>Creates and ends the process's meter and event source.</summary>
/// <remarks>They are created when a pool is first used, not when it is made: pools are made in type initializers, those of this library and others, and
/// listeners that are notified may wait for these.</remarks>
internal static class Announcement
{
    private static int s_isContextWatched;

    /// <summary>Creates the meter and the event source, unless another thread has done so or is about to, and announces a pool.</summary>
    /// <returns>Whether the pool has been announced: not while the event source is being made.</returns>
    internal static bool TryAnnounce(PoolEngine engine)
    {
        try
        {
            PoolMeter.PublishShared();
            PoolEvents.Publish();
        }
#pragma warning disable CA1031 // The rent that is in progress needs neither.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("creating the meter and the event source failed", failure);
        }

        return TryAnnounceIfPublished(engine);
    }

    /// <summary>Announces a pool, if the event source exists.</summary>
    internal static bool TryAnnounceIfPublished(PoolEngine engine)
    {
        if (PoolEvents.Log is not { } log)
        {
            return false;
        }

        log.PoolCreated(engine.PoolName ?? "", engine.Mode.ToString(), engine.Classes[0], engine.MaxSize);
        return true;
    }

    /// <summary>Makes sure that nothing here keeps an assembly load context from being unloaded, such as that of a plug-in.</summary>
    internal static void WatchContext()
    {
        if (Volatile.Read(ref s_isContextWatched) == 0 && Interlocked.Exchange(ref s_isContextWatched, 1) == 0
            && AssemblyLoadContext.GetLoadContext(typeof(Announcement).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => OnUnloading();
        }
    }

    /// <summary>Pools that are still referred to go on working, without a clock, a meter and an event source.</summary>
    private static void OnUnloading()
    {
        try
        {
            ProcessEnd.Run();
            PoolMeter.Unpublish();
            PoolEvents.Unpublish();
            LivingPools.Unload();
        }
#pragma warning disable CA1031 // It would propagate to the host, which is unloading the context.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("preparing to unload the assembly load context failed", failure);
        }
    }
}

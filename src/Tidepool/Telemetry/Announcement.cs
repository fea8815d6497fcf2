using System.Runtime.Loader;
using Tidepool.Diagnosis;
using Tidepool.Engines;

namespace Tidepool.Telemetry;

/// <summary>How the process's meter and event source come into being, and end.</summary>
/// <remarks>When a pool is first used, not when it is made: pools are made in type initializers, this library's own and others', and listeners who are told may
/// wait for these.</remarks>
internal static class Announcement
{
    private static int s_isContextWatched;

    /// <summary>Makes the meter and the event source, unless somebody has done so or is about it, and tells of a pool.</summary>
    /// <returns>Whether the pool has been told of: not while the event source is being made.</returns>
    internal static bool TryTellOf(PoolEngine engine)
    {
        try
        {
            PoolMeter.PublishShared();
            PoolEvents.Publish();
        }
#pragma warning disable CA1031 // The rent in whose middle this is needs neither.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("the meter and the event source couldn't be made", failure);
        }

        return TryTellOfExisting(engine);
    }

    /// <summary>Tells of a pool, if the event source exists.</summary>
    internal static bool TryTellOfExisting(PoolEngine engine)
    {
        if (PoolEvents.Log is not { } log)
        {
            return false;
        }

        log.PoolCreated(engine.PoolName ?? "", engine.Mode.ToString(), engine.Classes[0], engine.MaxSize);
        return true;
    }

    /// <summary>Sees to it that nothing here keeps an assembly load context which is to be unloaded, as one of plug-ins.</summary>
    internal static void WatchContext()
    {
        if (Volatile.Read(ref s_isContextWatched) == 0 && Interlocked.Exchange(ref s_isContextWatched, 1) == 0
            && AssemblyLoadContext.GetLoadContext(typeof(Announcement).Assembly) is { IsCollectible: true } context)
        {
            context.Unloading += static _ => OnUnloading();
        }
    }

    /// <summary>Pools go on as long as somebody has them, without a clock, a meter and an event source.</summary>
    private static void OnUnloading()
    {
        try
        {
            PoolMeter.Unpublish();
            PoolEvents.Unpublish();
            LivingPools.Unload();
        }
#pragma warning disable CA1031 // It would come out of the host's call, which unloads the context.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Unattended.Report("something failed that the unloading of its assembly load context needs", failure);
        }
    }
}

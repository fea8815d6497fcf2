using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Tidepool.Diagnosis;

/// <summary>The event source <c>Tidepool</c>: misuse, and the lives of pools. Nothing on the way of a rent or a return.</summary>
/// <remarks>Making it calls every <see cref="EventListener"/> of the process, under a lock of theirs, and they may use pools. So it isn't made by a type
/// initializer, whose lock others would
/// wait for, and nobody waits until it is made.</remarks>
[EventSource(Name = "Tidepool")]
internal sealed class PoolEvents : EventSource
{
    private static PoolEvents? s_log;

    /// <summary>1 once somebody makes the source.</summary>
    private static int s_isMade;

    private PoolEvents()
    {
    }

    /// <summary>The source; null while it isn't made.</summary>
    internal static PoolEvents? Log => Volatile.Read(ref s_log);

    /// <summary>Makes the source, unless somebody has done so or is about it.</summary>
    internal static void Publish()
    {
        if (Volatile.Read(ref s_isMade) == 0 && Interlocked.Exchange(ref s_isMade, 1) == 0)
        {
#pragma warning disable CA2000 // It lives as long as the process, or the context that is unloaded.
            Volatile.Write(ref s_log, new PoolEvents());
#pragma warning restore CA2000
        }
    }

    /// <summary>The source ends, and isn't made again: what holds it would keep an assembly that is to be unloaded.</summary>
    internal static void Unpublish()
    {
        Interlocked.Exchange(ref s_isMade, 1);
        Log?.Dispose();
    }

    /// <summary>Whether anybody listens to more than misuse. What is told then takes statistics.</summary>
    internal bool TellsOfLives => IsEnabled(EventLevel.Informational, EventKeywords.None);

    [Event(1, Level = EventLevel.Informational, Message = "Pool {0} created: mode {1}, {2} to {3} bytes.")]
    [UnconditionalSuppressMessage("ReflectionAnalysis", "IL2026", Justification = "Strings and numbers need nothing that trimming could take away.")]
    public void PoolCreated(string pool, string mode, int minSize, int maxSize)
    {
        if (IsEnabled())
        {
            WriteEvent(1, pool, mode, minSize, maxSize);
        }
    }

    [Event(2, Level = EventLevel.Informational, Message = "Pool {0} disposed with {1} leases out.")]
    public void PoolDisposed(string pool, long rented)
    {
        if (IsEnabled())
        {
            WriteEvent(2, pool, rented);
        }
    }

    [Event(3, Level = EventLevel.Informational, Message = "Pool {0} trimmed: {1} bytes given up.")]
    public void Trimmed(string pool, long bytes)
    {
        if (IsEnabled())
        {
            WriteEvent(3, pool, bytes);
        }
    }

    [Event(4, Level = EventLevel.Warning, Message = "{3}")]
    [UnconditionalSuppressMessage("ReflectionAnalysis", "IL2026", Justification = "Strings and numbers need nothing that trimming could take away.")]
    public void Misuse(string kind, string pool, int bucketSize, string report)
    {
        if (IsEnabled())
        {
            WriteEvent(4, kind, pool, bucketSize, report);
        }
    }

    /// <summary>Tells of a misuse, if anybody listens.</summary>
    [NonEvent]
    internal void Misuse(MisuseReport report)
    {
        if (IsEnabled(EventLevel.Warning, EventKeywords.None))
        {
            Misuse(report.Kind.ToString(), report.PoolName ?? "", report.BucketSize, report.ToString());
        }
    }
}

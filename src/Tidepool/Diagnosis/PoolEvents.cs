using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Tidepool.Diagnosis;

/// <summary>The event source <c>Tidepool</c>: misuse, and the lifetimes of pools. No events for rents and returns.</summary>
/// <remarks>Making it calls every <see cref="EventListener"/> of the process, under a lock of the framework's, and listeners may use pools. So it isn't made
/// by a type initializer, whose lock other threads would wait for, and no thread waits until it is made.</remarks>
[EventSource(Name = "Tidepool")]
internal sealed class PoolEvents : EventSource
{
    private static PoolEvents? s_log;

    /// <summary>1 once a thread has begun to make the source.</summary>
    private static int s_isMade;

    private PoolEvents()
    {
    }

    /// <summary>The source; null until it has been made.</summary>
    internal static PoolEvents? Log => Volatile.Read(ref s_log);

    /// <summary>Makes the source, unless another thread has made it or is about to.</summary>
    internal static void Publish()
    {
        if (Volatile.Read(ref s_isMade) == 0 && Interlocked.Exchange(ref s_isMade, 1) == 0)
        {
#pragma warning disable CA2000 // It lives as long as the process, or its assembly load context.
            Volatile.Write(ref s_log, new PoolEvents());
#pragma warning restore CA2000
        }
    }

    /// <summary>Ends the source, and prevents it from being made again: what refers to it would keep an assembly that is to be unloaded.</summary>
    internal static void Unpublish()
    {
        Interlocked.Exchange(ref s_isMade, 1);
        Log?.Dispose();
    }

    /// <summary>Whether anyone listens to more than misuse. The events on the lifetimes of pools take statistics.</summary>
    internal bool RecordsLifetimes => IsEnabled(EventLevel.Informational, EventKeywords.None);

    [Event(1, Level = EventLevel.Informational, Message = "Pool {0} created: mode {1}, {2} to {3} bytes.")]
    [UnconditionalSuppressMessage("ReflectionAnalysis", "IL2026", Justification = "Strings and numbers need nothing that trimming could take away.")]
    public void PoolCreated(string pool, string mode, int minSize, int maxSize)
    {
        if (IsEnabled())
        {
            WriteEvent(1, pool, mode, minSize, maxSize);
        }
    }

    [Event(2, Level = EventLevel.Informational, Message = "Pool {0} disposed; leases still rented: {1}.")]
    public void PoolDisposed(string pool, long rented)
    {
        if (IsEnabled())
        {
            WriteEvent(2, pool, rented);
        }
    }

    [Event(3, Level = EventLevel.Informational, Message = "Pool {0} trimmed; bytes released: {1}.")]
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

    /// <summary>Writes an event for a misuse, if there are listeners.</summary>
    [NonEvent]
    internal void Misuse(MisuseReport report)
    {
        if (IsEnabled(EventLevel.Warning, EventKeywords.None))
        {
            Misuse(report.Kind.ToString(), report.PoolName ?? "", report.BucketSize, report.ToString());
        }
    }
}

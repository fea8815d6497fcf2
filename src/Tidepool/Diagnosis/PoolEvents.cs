using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Tidepool.Diagnosis;

/// <summary>The event source <c>Tidepool</c>: misuse, and the lives of pools. Nothing on the way of a rent or a return.</summary>
[EventSource(Name = "Tidepool")]
internal sealed class PoolEvents : EventSource
{
    internal static readonly PoolEvents Log = new();

    private PoolEvents()
    {
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

using System.Diagnostics.Tracing;
using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>The latest reports of misuse, including leaked leases with their call sites, as the event source <c>Tidepool</c> writes them.
/// So it doesn't interfere with any <see cref="BytePoolOptions.OnMisuse"/>.</summary>
/// <remarks>Listens at the level of warnings, which only misuse has: events below it, such as that of a trim, would make the pools take statistics.</remarks>
internal sealed class LatestMisuse : EventListener
{
    private const int MostKept = 20;

    // The constructor of the base class reports event sources already, before the body of a constructor here would run.
    private readonly Queue<MisuseSnapshot> _reports = new();

    private long _total;

    /// <summary>The latest first.</summary>
    internal IReadOnlyList<MisuseSnapshot> Reports()
    {
        lock (_reports)
        {
            return [.. _reports.Reverse()];
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Tidepool")
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName != "Misuse" || eventData.Payload is not [string kind, string pool, int, string report])
        {
            return;
        }

        string[] lines = report.Split('\n', 2);
        lock (_reports)
        {
            _total++;
            _reports.Enqueue(new MisuseSnapshot(_total, new DateTimeOffset(eventData.TimeStamp), kind,
                pool.Length > 0 ? pool : null, lines[0], lines.ElementAtOrDefault(1) ?? ""));
            if (_reports.Count > MostKept)
            {
                _reports.Dequeue();
            }
        }
    }
}

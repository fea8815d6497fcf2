using System.Diagnostics.Tracing;
using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>The latest reports of misuse, including leaked leases with their call sites, read from the event source <c>Tidepool</c>, so that any
/// <see cref="BytePoolOptions.OnMisuse"/> keeps working.</summary>
/// <remarks>Listens at the warning level, which only misuse has: events below it, such as a trim's, would make the pools take statistics.</remarks>
internal sealed class LatestMisuse : EventListener
{
    private const int MostKept = 20;

    // The base constructor reports existing event sources before the body of a constructor here would run.
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

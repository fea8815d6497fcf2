using System.Diagnostics.Tracing;
using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage;

/// <summary>The last reports of misuse, among them leaked leases with their call sites, as the event source <c>Tidepool</c> tells them.
/// So nobody's <see cref="BytePoolOptions.OnMisuse"/> is touched.</summary>
/// <remarks>At the level of warnings, which misuse alone has: for what is told below it, such as a trim, nobody has to take statistics.</remarks>
internal sealed class LatestMisuse : EventListener
{
    private const int MostKept = 20;

    // The base class's constructor tells of event sources already, before a constructor's body would run.
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
            _reports.Enqueue(new MisuseSnapshot(_total, new DateTimeOffset(eventData.TimeStamp), kind, pool.Length > 0 ? pool : null, lines[0], lines.ElementAtOrDefault(1) ?? ""));
            if (_reports.Count > MostKept)
            {
                _reports.Dequeue();
            }
        }
    }
}

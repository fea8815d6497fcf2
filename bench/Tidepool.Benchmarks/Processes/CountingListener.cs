using System.Diagnostics.Tracing;

namespace Tidepool.Benchmarks.Processes;

/// <summary>Listens to an event source, and counts the events of one name.</summary>
/// <remarks>It costs time in the code that raises them: so time isn't measured beside it, unless that is the question.</remarks>
internal sealed class CountingListener(string source, EventLevel level, string? counted) : EventListener
{
    // The base's constructor already calls OnEventSourceCreated.
    private readonly string _source = source;
    private readonly EventLevel _level = level;
    private long _count;

    /// <summary>Gets how many there were since this object was created.</summary>
    public long Count => Interlocked.Read(ref _count);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == _source)
        {
            EnableEvents(eventSource, _level);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == counted)
        {
            Interlocked.Increment(ref _count);
        }
    }
}

using System.Diagnostics.Tracing;

namespace Tidepool.Benchmarks.Processes;

/// <summary>Counts the arrays that <c>ArrayPool&lt;byte&gt;.Shared</c> makes, from its events.</summary>
/// <remarks>With a listener attached, each rent costs more: so time isn't measured in the same process.</remarks>
internal sealed class ArrayPoolListener : EventListener
{
    private long _made;

    /// <summary>Gets how many arrays were made since this object was created.</summary>
    public long Made => Interlocked.Read(ref _made);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Informational);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "BufferAllocated")
        {
            Interlocked.Increment(ref _made);
        }
    }
}

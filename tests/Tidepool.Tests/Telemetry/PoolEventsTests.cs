using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace Tidepool.Tests.Telemetry;

[Trait("Requirement", "E5")]
public class PoolEventsTests
{
    [Fact]
    public void Misuse_AndThePoolsLife_AreTold()
    {
        using Listener listener = new();
        string name = $"told {Guid.NewGuid()}";
        using (BytePool pool = new(new BytePoolOptions { Name = name, Mode = PoolMode.Checked, OnMisuse = static _ => { } }))
        {
            ByteLease lease = pool.Rent(1_000);
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
            pool.Trim();
        }

        string[] told = [.. listener.Events.Where(told => told.Payload!.Contains(name)).Select(static told => told.EventName!)];
        Assert.Equal(["PoolCreated", "Misuse", "Trimmed", "PoolDisposed"], told);
        EventWrittenEventArgs misuse = listener.Events.Single(told => told.EventName == "Misuse" && told.Payload!.Contains(name));
        Assert.Equal(("ReturnedTwice", 1_024), (misuse.Payload![0], misuse.Payload[2]));
        Assert.Contains(nameof(Misuse_AndThePoolsLife_AreTold), (string)misuse.Payload[3]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Disposal_IsToldOnce_WithAllLeasesThatAreOut()
    {
        using Listener listener = new();
        string name = $"disposed {Guid.NewGuid()}";
        BytePool pool = new(new BytePoolOptions { Name = name, MaxSize = 4_096 });
        ByteLease pooled = pool.Rent(1_000);
        ByteLease unpooled = pool.Rent(10_000);
        pool.Dispose();
        pool.Dispose();

        EventWrittenEventArgs disposed = Assert.Single(listener.Events, told => told.EventName == "PoolDisposed" && told.Payload!.Contains(name));
        Assert.Equal(2L, disposed.Payload![1]);
        pooled.Return();
        unpooled.Return();
    }

    private sealed class Listener : EventListener
    {
        internal ConcurrentQueue<EventWrittenEventArgs> Events { get; } = [];

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Tidepool")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) => Events?.Enqueue(eventData);
    }
}

using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A run while somebody listens to the pools' meter and events. Only during its own turns: those it takes turns with have the same process.</summary>
internal sealed class ListenedRun(Run run) : Run
{
    public override int OperationsPerChunk => run.OperationsPerChunk;

    public override bool IsThreaded => run.IsThreaded;

    public override void Execute(int chunks)
    {
        using AllEvents events = new();
        using MeterListener metrics = new()
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == nameof(Tidepool))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.Start();
        metrics.RecordObservableInstruments();
        run.Execute(chunks);
    }

    public override void Dispose() => run.Dispose();

    private sealed class AllEvents : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == nameof(Tidepool))
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }
    }
}

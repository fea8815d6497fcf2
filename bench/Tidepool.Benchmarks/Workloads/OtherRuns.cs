using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Microsoft.IO;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Runs that aren't a pattern over a peer.</summary>
internal static class OtherRuns
{
    /// <summary>Get a <see cref="PooledStream"/> with default settings, write to it, dispose it.</summary>
    public static Run PooledStream(int length)
    {
        BytePool pool = new(new BytePoolOptions());
        return Stream(length, new PooledStreams(pool), pool);
    }

    /// <summary>The same with a <c>RecyclableMemoryStream</c>, with its manager's settings as shipped.</summary>
    public static Run RecyclableStream(int length) => Stream(length, new RecyclableStreams(new RecyclableMemoryStreamManager()));

    /// <summary>A run with listeners to the pools' meter and events. They listen only during its own turns: its rivals are in the same process.</summary>
    public static Run Listened(Run run)
    {
        return run with { Execute = Execute };

        void Execute(int chunks)
        {
            using AllEvents events = new();
            using MeterListener metrics = new();
            metrics.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == nameof(Tidepool))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            metrics.Start();
            metrics.RecordObservableInstruments();
            run.Execute(chunks);
        }
    }

    private static Run Stream<TStreams>(int length, TStreams streams, params IDisposable[] pools)
        where TStreams : struct, IStreams
    {
        byte[] message = new byte[length];
        return Run.OnOneThread(Run.Loop, Chunk, pools);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            for (int i = 0; i < Run.Loop; i++)
            {
                using Stream stream = streams.Get();
                stream.Write(message, 0, message.Length);
                if (stream.Length != message.Length)
                {
                    throw new BenchmarkException($"{message.Length:N0} B were written, and the stream has {stream.Length:N0}.");
                }
            }
        }
    }

    /// <summary>One way to get an empty stream in memory. Implemented by structs, so that the run is compiled for each on its own.</summary>
    private interface IStreams
    {
        public Stream Get();
    }

    private readonly struct PooledStreams(BytePool pool) : IStreams
    {
        public Stream Get() => new PooledStream(pool);
    }

    private readonly struct RecyclableStreams(RecyclableMemoryStreamManager manager) : IStreams
    {
        public Stream Get() => manager.GetStream();
    }

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

using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using Microsoft.IO;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Runs that aren't a pattern over a peer.</summary>
internal static class OtherRuns
{
    /// <summary>Get a <see cref="PooledStream"/> with default settings, write to it, dispose it.</summary>
    public static Run PooledStream()
    {
        BytePool pool = new(new BytePoolOptions());
        return Stream(() => new PooledStream(pool), pool);
    }

    /// <summary>The same with a <c>RecyclableMemoryStream</c>, with its manager's settings as shipped.</summary>
    public static Run RecyclableStream() => Stream(new RecyclableMemoryStreamManager().GetStream);

    /// <summary>A run with listeners to the pools' meter and events. They listen only during its own turns: its rivals are in the same process.</summary>
    public static Run Listened(Run run)
    {
        return run with { Execute = Execute };

        void Execute(int chunks)
        {
            using CountingListener events = new(nameof(Tidepool), EventLevel.Verbose, counted: null);
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

    private static Run Stream(Func<Stream> get, params IDisposable[] pools)
    {
        byte[] message = new byte[Workload.UsualSize];
        return Run.OnOneThread(Run.Loop, Chunk, pools);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            for (int i = 0; i < Run.Loop; i++)
            {
                using Stream stream = get();
                stream.Write(message, 0, message.Length);
                if (stream.Length != message.Length)
                {
                    throw new BenchmarkException($"{message.Length:N0} B were written, and the stream has {stream.Length:N0}.");
                }
            }
        }
    }
}

using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Tidepool.TestProgram.Hosts;

/// <summary>A host that loads plug-ins which use Tidepool, listens to them, and unloads them.</summary>
internal static class PlugInHost
{
    /// <summary>The collector needs several rounds for objects with finalizers.</summary>
    private const int MostRounds = 40;

    internal static int Run(bool listens, bool disposes)
    {
        using HostMeters factory = new();
        using MeterListener? meters = listens ? new MeterListener() : null;
        using EventListener? events = listens ? new Listener() : null;
        if (meters is not null)
        {
            meters.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            meters.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
            meters.Start();
        }

        List<WeakReference> contexts = [.. Enumerable.Range(0, 3).Select(_ => LoadAndUnload(listens ? factory : null, meters, disposes))];

        // The host must dispose what its own factory made.
        factory.Dispose();
        for (int round = 0; round < MostRounds && contexts.Exists(static context => context.IsAlive); round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.WriteLine($"alive: {contexts.Count(static context => context.IsAlive)}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndUnload(IMeterFactory? factory, MeterListener? meters, bool disposes)
    {
        Context context = new();
        Assembly assembly = context.LoadFromAssemblyPath(typeof(PlugInHost).Assembly.Location);
        MethodInfo run = assembly.GetType(typeof(PlugIn).FullName!)!.GetMethod(nameof(PlugIn.Run))!;
        run.Invoke(null, [factory, disposes]);
        meters?.RecordObservableInstruments();
        context.Unload();
        return new WeakReference(context, trackResurrection: true);
    }

    /// <summary>Loads its own copy of Tidepool, and shares the host's framework.</summary>
    private sealed class Context() : AssemblyLoadContext("plug-in", isCollectible: true)
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            assemblyName.Name == "Tidepool" ? LoadFromAssemblyPath(typeof(BytePool).Assembly.Location) : null;
    }

    private sealed class Listener : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Tidepool")
            {
                EnableEvents(eventSource, EventLevel.Verbose);
            }
        }
    }

    private sealed class HostMeters : IMeterFactory
    {
        private readonly List<Meter> _meters = [];

        public Meter Create(MeterOptions options)
        {
            Meter meter = new(options);
            _meters.Add(meter);
            return meter;
        }

        public void Dispose() => _meters.ForEach(static meter => meter.Dispose());
    }
}

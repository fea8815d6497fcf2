using System.Diagnostics;
using MessageRelay.Server;

namespace MessageRelay.Measure;

/// <summary>Measures the process it runs in, from its creation until it is read.</summary>
internal sealed class ServerMeter
{
    private readonly RelayServer _server;
    private readonly PauseWatch _pauses;

    private readonly RelayCounters _counters;
    private readonly int _gen0 = GC.CollectionCount(0);
    private readonly int _gen1 = GC.CollectionCount(1);
    private readonly int _gen2 = GC.CollectionCount(2);
    private readonly TimeSpan _pause = GC.GetTotalPauseDuration();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly long _started = Stopwatch.GetTimestamp();

    public ServerMeter(RelayServer server, PauseWatch pauses)
    {
        _server = server;
        _pauses = pauses;
        _pauses.Reset();
        _counters = server.Counters;
    }

    public ServerSample Read()
    {
        RelayCounters counters = _server.Counters - _counters;
        double seconds = Stopwatch.GetElapsedTime(_started).TotalSeconds;
        long allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        TimeSpan cpu = Environment.CpuUsage.TotalTime - _cpu;
        int gen1 = GC.CollectionCount(1) - _gen1;
        int gen2 = GC.CollectionCount(2) - _gen2;
        using Process self = Process.GetCurrentProcess();
        return new ServerSample(
            seconds,
            counters.Delivered,
            counters.DeliveredBytes,
            counters.Undeliverable,
            allocated,
            GC.CollectionCount(0) - _gen0 - gen1,
            gen1 - gen2,
            gen2,
            (GC.GetTotalPauseDuration() - _pause).TotalMilliseconds,
            _pauses.Longest.TotalMilliseconds,
            cpu.TotalSeconds,
            self.PeakWorkingSet64);
    }
}

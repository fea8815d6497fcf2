using BenchmarkDotNet.Attributes;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.BenchmarkDotNet;

/// <summary>The row with sizes up to 1 MiB, which fewer peers can lend.</summary>
[MemoryDiagnoser]
public class MixedBenchmarks
{
    private const int Loop = 512;

    private Run? _run;

    public static IEnumerable<string> PeerNames => PeerCatalog.All.Where(peer => peer.WhyNot(new MixedWorkload()) is null).Select(peer => peer.Name);

    [ParamsSource(nameof(PeerNames))]
    public string Peer { get; set; } = string.Empty;

    [GlobalSetup]
    public void SetUp()
    {
        _run = PeerCatalog.All.Single(known => known.Name == Peer).Bind(new MixedWorkload());
        ArgumentOutOfRangeException.ThrowIfNotEqual(Loop, _run.OperationsPerChunk);
    }

    [GlobalCleanup]
    public void CleanUp() => _run?.Dispose();

    [Benchmark(OperationsPerInvoke = Loop)]
    public void Mixed() => _run!.Execute(1);
}

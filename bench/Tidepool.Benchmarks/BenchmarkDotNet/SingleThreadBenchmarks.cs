using BenchmarkDotNet.Attributes;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.BenchmarkDotNet;

/// <summary>The single-thread rows, measured by BenchmarkDotNet instead of the harness: the same code for workloads and peers.</summary>
/// <remarks>One virtual call stands before hundreds of operations, all of which are compiled for the peer.</remarks>
[MemoryDiagnoser]
public class SingleThreadBenchmarks
{
    // What one chunk of each row comes to; checked when a row is set up.
    private const int Loop = 512;
    private const int NestedRepeats = 64;

    private Run? _run;

    public static IEnumerable<string> PeerNames => PeerCatalog.All.Where(peer => peer.WhyNot(new NestedWorkload(8, ReturnOrder.LastInFirstOut)) is null).Select(peer => peer.Name);

    [ParamsSource(nameof(PeerNames))]
    public string Peer { get; set; } = string.Empty;

    [GlobalSetup(Target = nameof(Pair))]
    public void SetUpPair() => SetUp("pair", Loop);

    [GlobalSetup(Target = nameof(PairOf200))]
    public void SetUpPairOf200() => SetUp("pair-200", Loop);

    [GlobalSetup(Target = nameof(Using))]
    public void SetUpUsing() => SetUp("using", Loop);

    [GlobalSetup(Target = nameof(Nested8))]
    public void SetUpNested8() => SetUp("nested-8", NestedRepeats * 8);

    [GlobalSetup(Target = nameof(Nested16))]
    public void SetUpNested16() => SetUp("nested-16", NestedRepeats * 16);

    [GlobalSetup(Target = nameof(Nested64))]
    public void SetUpNested64() => SetUp("nested-64", NestedRepeats * 64);

    [GlobalSetup(Target = nameof(Pools2))]
    public void SetUpPools2() => SetUp("pools-2", Loop);

    [GlobalSetup(Target = nameof(Pools100))]
    public void SetUpPools100() => SetUp("pools-100", Loop / 100 * 100);

    [GlobalCleanup]
    public void CleanUp() => _run?.Dispose();

    [Benchmark(OperationsPerInvoke = Loop)]
    public void Pair() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = Loop)]
    public void PairOf200() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = Loop)]
    public void Using() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = NestedRepeats * 8)]
    public void Nested8() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = NestedRepeats * 16)]
    public void Nested16() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = NestedRepeats * 64)]
    public void Nested64() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = Loop)]
    public void Pools2() => _run!.Execute(1);

    [Benchmark(OperationsPerInvoke = Loop / 100 * 100)]
    public void Pools100() => _run!.Execute(1);

    private void SetUp(string row, int operations)
    {
        Workload workload = WorkloadCatalog.All.Single(known => known.Name == row);
        _run = PeerCatalog.All.Single(known => known.Name == Peer).Bind(workload);
        ArgumentOutOfRangeException.ThrowIfNotEqual(operations, _run.OperationsPerChunk);
    }
}

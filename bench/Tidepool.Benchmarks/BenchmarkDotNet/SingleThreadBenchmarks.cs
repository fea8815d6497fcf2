using BenchmarkDotNet.Attributes;

namespace Tidepool.Benchmarks.BenchmarkDotNet;

/// <summary>The single-thread rows, measured by BenchmarkDotNet instead of the harness: the same code for workloads and peers.</summary>
/// <remarks>One virtual call precedes hundreds of operations, all compiled for the peer.</remarks>
[MemoryDiagnoser]
public class SingleThreadBenchmarks
{
    /// <summary>A multiple of every row's chunk.</summary>
    private const int Operations = 4_096;

    private static readonly string[] s_rows = ["pair", "pair-200", "using", "nested-8", "nested-16", "nested-64", "pools-2", "pools-100", "mixed"];

    private static readonly Dictionary<string, (Peer Peer, Workload Workload)> s_cases = s_rows
        .Select(WorkloadCatalog.Find)
        .SelectMany(static row => PeerCatalog.All.Where(peer => peer.WhyNot(row) is null).Select(peer => (peer, row)))
        .ToDictionary(static each => $"{each.row.Name} over {each.peer.Name}");

    private Run? _run;

    public static IEnumerable<string> Cases => s_cases.Keys;

    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = string.Empty;

    [GlobalSetup]
    public void SetUp() => _run = s_cases[Case].Peer.Bind(s_cases[Case].Workload);

    [GlobalCleanup]
    public void CleanUp() => _run?.Dispose();

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Row() => _run!.Execute(Operations / _run.OperationsPerChunk);
}

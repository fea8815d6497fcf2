using System.CommandLine;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Tidepool.Benchmarks;

/// <summary>The single-thread rows, measured by BenchmarkDotNet instead of the harness: the same code for workloads and peers.</summary>
/// <remarks>One virtual call precedes hundreds of operations, all compiled for the peer.</remarks>
[MemoryDiagnoser]
public class SingleThreadBenchmarks
{
    /// <summary>A multiple of every row's chunk.</summary>
    private const int Operations = 4_096;

    private const int WidestCase = 60;

    private static readonly string[] s_rows = ["pair", "pair-200", "using", "nested-8", "nested-16", "nested-64", "pools-2", "pools-100", "mixed"];

    private static readonly Dictionary<string, Entrant> s_cases = s_rows
        .SelectMany(static row => WorkloadCatalog.Find(row).Over(PeerCatalog.All).Select(entrant => (Name: $"{row} over {entrant.Name}", Entrant: entrant)))
        .ToDictionary(static each => each.Name, static each => each.Entrant);

    private Run? _run;

    public static IEnumerable<string> Cases => s_cases.Keys;

    [ParamsSource(nameof(Cases))]
    public string Case { get; set; } = string.Empty;

    /// <summary>The command <c>bdn</c>: in-process, because the project BenchmarkDotNet would generate inherits this repository's central package management
    /// and its warnings as errors; and short, because its own default takes half a minute for each of about a hundred cases.</summary>
    public static Command CreateCommand()
    {
        Command command = new("bdn", "Measures the single-thread rows with BenchmarkDotNet; its own options, such as --filter, follow.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(static parsed =>
        {
            IConfig config = DefaultConfig.Instance
                .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
                .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestCase));
            Summary summary = BenchmarkRunner.Run<SingleThreadBenchmarks>(config, [.. parsed.UnmatchedTokens]);
            return summary.HasCriticalValidationErrors || summary.Reports.Any(static report => !report.Success) ? 1 : 0;
        });
        return command;
    }

    [GlobalSetup]
    public void SetUp() => _run = s_cases[Case].Bind();

    [GlobalCleanup]
    public void CleanUp() => _run?.Dispose();

    [Benchmark(OperationsPerInvoke = Operations)]
    public void Row() => _run!.Execute(Operations / _run.OperationsPerChunk);
}

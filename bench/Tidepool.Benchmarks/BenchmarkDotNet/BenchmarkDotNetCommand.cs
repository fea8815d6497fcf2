using System.CommandLine;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Tidepool.Benchmarks.BenchmarkDotNet;

/// <summary>The command <c>bdn</c>: the single-thread rows under BenchmarkDotNet.</summary>
/// <remarks>In-process, because the project BenchmarkDotNet would generate inherits this repository's central package management and its warnings as
/// errors.</remarks>
internal static class BenchmarkDotNetCommand
{
    private const string InProcess = "--inProcess";

    public static Command Create()
    {
        Command command = new("bdn", "Measures the single-thread rows with BenchmarkDotNet; its own options, such as --filter, follow.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(parsed => Execute([.. parsed.UnmatchedTokens]));
        return command;
    }

    private static int Execute(string[] arguments)
    {
        List<string> given = [InProcess, .. arguments];

        // Without a filter the switcher would ask which benchmarks to run, and a script can't answer.
        if (!arguments.Any(argument => argument is "--filter" or "-f" or "--list"))
        {
            given.AddRange(["--filter", "*"]);
        }

        // BenchmarkDotNet's own default takes half a minute for each of about a hundred cases.
        if (!arguments.Any(argument => argument is "--job" or "-j"))
        {
            given.AddRange(["--job", "short"]);
        }

        const int WidestCase = 60;
        IConfig config = DefaultConfig.Instance.WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(WidestCase));
        IEnumerable<Summary> summaries = BenchmarkSwitcher.FromTypes([typeof(SingleThreadBenchmarks)]).Run([.. given], config);
        bool failed = summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success));
        return failed ? Workbench.Failure : Workbench.Success;
    }
}

using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks;

/// <summary>The command line: what it takes, and what it does then.</summary>
internal static class BenchmarkCommand
{
    private const int Success = 0;
    private const int Failure = 1;

    private static readonly char[] s_separators = [','];

    public static RootCommand Create(IAnsiConsole console, TimeProvider time)
    {
        Option<string[]> rows = NameList("--rows", "Rows to measure: names or patterns such as nested*. All by default.", WorkloadCatalog.All.Select(workload => workload.Name));
        Option<string[]> peers = NameList("--peers", $"Peers to measure, names or patterns; {PeerCatalog.Baseline} always runs. All by default.", PeerCatalog.All.Select(peer => peer.Name));
        Option<int?> rounds = new("--rounds") { Description = $"Rounds per row: {MeasurementPlan.DefaultRounds} by default, {MeasurementPlan.QuickRounds} with --quick." };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > MeasurementPlan.MostRounds)
            {
                result.AddError($"--rounds takes a number from 1 to {MeasurementPlan.MostRounds:N0}.");
            }
        });
        Option<FileInfo?> markdown = new("--markdown") { Description = "Also write the results to this file, as a Markdown table." };
        Option<bool> quick = new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };
        Option<bool> list = new("--list") { Description = "List rows and peers, and measure nothing." };

        RootCommand command = new("Measures Tidepool and other byte-buffer pools side by side.") { rows, peers, rounds, markdown, quick, list };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(list))
            {
                new ConsoleReport(console).List(WorkloadCatalog.All, PeerCatalog.All);
                return Success;
            }

            IReadOnlyList<string> peerPatterns = parsed.GetValue(peers) is { Length: > 0 } given ? [PeerCatalog.Baseline, .. given] : [];
            int? roundCount = parsed.GetValue(rounds);
            Benchmark benchmark = new(
                Selection.Pick(WorkloadCatalog.All, parsed.GetValue(rows) ?? [], workload => workload.Name),
                Selection.Pick(PeerCatalog.All, peerPatterns, peer => peer.Name),
                parsed.GetValue(quick)
                    ? MeasurementPlan.Quick(roundCount ?? MeasurementPlan.QuickRounds)
                    : MeasurementPlan.Full(roundCount ?? MeasurementPlan.DefaultRounds));
            return Measure(benchmark, console, time, parsed.GetValue(markdown));
        });
        return command;
    }

    private static int Measure(Benchmark benchmark, IAnsiConsole console, TimeProvider time, FileInfo? markdown)
    {
        try
        {
            benchmark.Execute(console, time, markdown);
            return Success;
        }
        catch (BufferCheckException failure)
        {
            console.MarkupLineInterpolated($"[red bold]Check failed:[/] {failure.Message} Nothing measured here counts.");
            return Failure;
        }
    }

    private static Option<string[]> NameList(string name, string description, IEnumerable<string> known)
    {
        Option<string[]> option = new(name)
        {
            Description = description,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        option.Validators.Add(result =>
        {
            string[] unknown = [.. Selection.Unknown(result.GetValueOrDefault<string[]>() ?? [], known)];
            if (unknown.Length > 0)
            {
                result.AddError($"{name}: nothing is called {string.Join(", ", unknown)}. Known: {string.Join(", ", known)}.");
            }
        });
        return option;
    }
}

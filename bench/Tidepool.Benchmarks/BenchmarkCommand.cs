using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.BenchmarkDotNet;
using Tidepool.Benchmarks.Flows;
using Tidepool.Benchmarks.Growth;
using Tidepool.Benchmarks.Kestrel;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Relay;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Suite;
using Tidepool.Benchmarks.Targets;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks;

/// <summary>The command line: what it takes, and what it does then.</summary>
internal static class BenchmarkCommand
{
    private static readonly char[] s_separators = [','];

    public static RootCommand Create(IAnsiConsole console, TimeProvider time)
    {
        Option<string[]> rows = NameList("--rows", "Rows to measure: names or patterns such as nested*. The short table by default; * for all.", WorkloadCatalog.All.Select(workload => workload.Name));
        Option<string[]> peers = NameList("--peers", $"Peers to measure, names or patterns; {PeerCatalog.Baseline} always runs. The best known by default; * for all.", PeerCatalog.All.Select(peer => peer.Name));
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
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(list))
            {
                new ConsoleReport(console).List(WorkloadCatalog.All, PeerCatalog.All);
                return Failures.Success;
            }

            IReadOnlyList<string> peerPatterns = parsed.GetValue(peers) is { Length: > 0 } given ? [PeerCatalog.Baseline, .. given] : [];
            int? roundCount = parsed.GetValue(rounds);
            Benchmark benchmark = new(
                parsed.GetValue(rows) is { Length: > 0 } rowPatterns ? Selection.Pick(WorkloadCatalog.All, rowPatterns, workload => workload.Name) : WorkloadCatalog.Basic,
                peerPatterns.Count > 0 ? Selection.Pick(PeerCatalog.All, peerPatterns, peer => peer.Name) : PeerCatalog.Basic,
                parsed.GetValue(quick)
                    ? MeasurementPlan.Quick(roundCount ?? MeasurementPlan.QuickRounds)
                    : MeasurementPlan.Full(roundCount ?? MeasurementPlan.DefaultRounds));
            return await Failures.ReportAsync(console, () =>
            {
                benchmark.Execute(console, time, parsed.GetValue(markdown));
                return Task.FromResult(Failures.Success);
            });
        });
        command.Subcommands.Add(SuiteCommand.Create(console, time));
        command.Subcommands.Add(TargetsCommand.Create(console, time));
        command.Subcommands.Add(GrowthCommand.Create(console, time));
        command.Subcommands.Add(FlowsCommand.Create(console, time));
        command.Subcommands.Add(RelayCommand.Create(console, time));
        command.Subcommands.Add(ControlCommand.Create(console, time));
        command.Subcommands.Add(KestrelCommand.Create(console, time));
        foreach (Command table in TableCommands.Create(console, time))
        {
            command.Subcommands.Add(table);
        }

        command.Subcommands.Add(BenchmarkDotNetCommand.Create());
        command.Subcommands.Add(MemoryChild.Create(time));
        command.Subcommands.Add(FlowChild.Create());
        command.Subcommands.Add(ServerCommand.Create());
        return command;
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

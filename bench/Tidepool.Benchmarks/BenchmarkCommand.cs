using System.CommandLine;
using System.IO.Enumeration;
using Tidepool.Benchmarks.BenchmarkDotNet;
using Tidepool.Benchmarks.Flows;
using Tidepool.Benchmarks.Growth;
using Tidepool.Benchmarks.Kestrel;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Relay;
using Tidepool.Benchmarks.Suite;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks;

/// <summary>The command line: without a subcommand, chosen rows over chosen peers.</summary>
internal static class BenchmarkCommand
{
    private const int MostRounds = 1_000;

    public static RootCommand Create(Workbench bench)
    {
        Option<string[]> rows = NameList(
            "--rows",
            "Rows to measure: names or patterns such as nested*. The short table by default; * for all.",
            WorkloadCatalog.All.Select(static workload => workload.Name));
        Option<string[]> peers = NameList(
            "--peers",
            $"Peers to measure, names or patterns; {PeerCatalog.Baseline.Name} always runs. The best known by default; * for all.",
            PeerCatalog.All.Select(static peer => peer.Name));
        Option<int?> rounds = Workbench.Number(
            "--rounds",
            MostRounds,
            $"Rounds per row: {MeasurementPlan.DefaultRounds} by default, {MeasurementPlan.QuickRounds} with --quick.");
        Option<bool> quick = Workbench.Quick();
        Option<bool> list = new("--list") { Description = "List rows and peers, and measure nothing." };
        RootCommand command = new("Measures Tidepool and other byte-buffer pools side by side.") { rows, peers, rounds, quick, list };
        command.SetAction(async (parsed, _) =>
        {
            if (parsed.GetValue(list))
            {
                ConsoleReport.List(bench.Console);
                return Workbench.Success;
            }

            return await bench.ReportAsync(parsed, _ =>
            {
                Measure(
                    bench,
                    MeasurementPlan.Full(parsed.GetValue(quick), parsed.GetValue(rounds)),
                    parsed.GetValue(rows) is { Length: > 0 } rowPatterns
                        ? [.. WorkloadCatalog.All.Where(workload => Matches(rowPatterns, workload.Name))]
                        : WorkloadCatalog.Basic,
                    parsed.GetValue(peers) is { Length: > 0 } peerPatterns
                        ? [.. PeerCatalog.All.Where(peer => peer == PeerCatalog.Baseline || Matches(peerPatterns, peer.Name))]
                        : PeerCatalog.Basic);
                return Task.FromResult(Workbench.Success);
            });
        });
        Command[] others =
        [
            SuiteCommand.Create(bench),
            TargetsCommand.Create(bench),
            GrowthCommand.Create(bench),
            FlowsCommand.Create(bench),
            RelayMeasurement.CreateCommand(bench),
            ControlCommand.Create(bench),
            KestrelCommand.Create(bench),
            .. SuiteCommand.CreateForTables(bench),
            BenchmarkDotNetCommand.Create(),
            MemoryMeasurement.CreateChild(bench.Time),
            FlowMeasurement.CreateChild(),
            BenchServer.CreateCommand(),
        ];
        Array.ForEach(others, command.Subcommands.Add);
        return command;
    }

    private static void Measure(Workbench bench, MeasurementPlan plan, IReadOnlyList<Workload> workloads, IReadOnlyList<Peer> peers)
    {
        RowMeasurement measurement = new(plan, bench.Time);
        ConsoleReport report = new(bench.Console);
        foreach (Peer peer in peers)
        {
            peer.Check();
        }

        report.End(plan, [.. workloads.Select(workload => report.Row(measurement.Measure(workload, peers)))]);
    }

    /// <summary>An option for names, or patterns with <c>*</c> and <c>?</c>; each must match something.</summary>
    private static Option<string[]> NameList(string name, string description, IEnumerable<string> known)
    {
        Option<string[]> option = new(name)
        {
            Description = description,
            AllowMultipleArgumentsPerToken = true,
            CustomParser = static result => [.. result.Tokens.SelectMany(static token =>
                token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
        };
        option.Validators.Add(result =>
        {
            string[] given = result.GetValueOrDefault<string[]>() ?? [];
            string[] unknown = [.. given.Where(pattern => !known.Any(each => Matches([pattern], each)))];
            if (unknown.Length > 0)
            {
                result.AddError($"{name}: nothing is called {string.Join(", ", unknown)}. Known: {string.Join(", ", known)}.");
            }
        });
        return option;
    }

    private static bool Matches(string[] patterns, string name) =>
        Array.Exists(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true));
}

using System.CommandLine;
using System.IO.Enumeration;
using Tidepool.Benchmarks.Kestrel;
using Tidepool.Benchmarks.Processes;
using Tidepool.Benchmarks.Suite;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks;

/// <summary>The command line: without a subcommand, chosen rows over chosen peers.</summary>
internal static class BenchmarkCommand
{
    private const int MostRounds = 1_000;
    private const string EndsWithMissed = "ends with 2 where one is missed.";

    public static RootCommand Create(Workbench bench)
    {
        Option<bool> relay = new("--relay") { Description = "Also the targets of the command relay, which take ten minutes more." };
        RootCommand root = new("Measures Tidepool and other byte-buffer pools side by side.")
        {
            BenchmarkSuite.CreateCommand(bench),
            bench.Command("targets", $"Prints each target and whether it is met; {EndsWithMissed}", [relay], (parsed, quick) =>
                AllTargets.MeasureAsync(bench, quick, parsed.GetValue(relay))),
            bench.Command("growth", $"Measures how costs grow with what is out or idle, against their targets; {EndsWithMissed}", GrowthTargets.MeasureAsync),
            bench.Command("flows", $"Measures {FlowTargets.Description}; {EndsWithMissed}", FlowTargets.MeasureAsync),
            bench.Command("relay", $"Runs samples/MessageRelay for ten minutes and judges its ratios; {EndsWithMissed}", RelayTargets.MeasureAsync),
            KestrelReport.CreateCommand(bench),
            bench.Command("adapters", "Measures the array pool, the memory pool and the stream beside the types they replace.", SuiteTables.AdaptersAsync),
            bench.Command("modes", "Measures the pool's other modes beside the standard one.", SuiteTables.ModesAsync),
            bench.Command("tails", "Times each operation of a server's random replacement over every peer, down to the slowest.", SuiteTables.TailsAsync),
            ProcessMeasurement.CreateChild(bench.Time),
            BenchServer.CreateCommand(),
        };
        AddRows(root, bench);
        return root;
    }

    private static void AddRows(RootCommand root, Workbench bench)
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
        Option<bool> control = new("--control")
        {
            Description = "Also the least that a pool can do, an unchecked stack of the thread: where even that is slow, the cost is the row's own.",
        };
        Option<bool> list = new("--list") { Description = "List rows and peers, and measure nothing." };
        Array.ForEach<Option>([rows, peers, rounds, quick, control, list], root.Options.Add);
        root.SetAction((parsed, _) =>
        {
            if (parsed.GetValue(list))
            {
                bench.Show(RowReport.List);
                return Task.FromResult(0);
            }

            IReadOnlyList<Workload> workloads = parsed.GetValue(rows) is { Length: > 0 } rowPatterns
                ? [.. WorkloadCatalog.All.Where(workload => Matches(rowPatterns, workload.Name))]
                : WorkloadCatalog.Basic;
            IReadOnlyList<Peer> chosen = parsed.GetValue(peers) is { Length: > 0 } peerPatterns
                ? [.. PeerCatalog.All.Where(peer => peer == PeerCatalog.Baseline || Matches(peerPatterns, peer.Name))]
                : PeerCatalog.Basic;
            return bench.RunAsync(() => Measure(
                bench,
                MeasurementPlan.Full(parsed.GetValue(quick), parsed.GetValue(rounds)),
                workloads,
                parsed.GetValue(control) ? [.. chosen, PeerCatalog.ThreadStack] : chosen));
        });
    }

    private static Task Measure(Workbench bench, MeasurementPlan plan, IReadOnlyList<Workload> workloads, IReadOnlyList<Peer> peers)
    {
        RowMeasurement measurement = new(plan, bench.Time);
        Array.ForEach([.. peers], static peer => peer.Check());
        RowReport.End(bench, plan, [.. workloads.Select(workload => RowReport.Row(bench, measurement.Measure(workload, peers)))]);
        return Task.CompletedTask;
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

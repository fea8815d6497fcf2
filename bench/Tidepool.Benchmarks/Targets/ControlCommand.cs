using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>control</c>: what the threaded rows cost with the least that a pool can do, to tell the row's own cost from the pool's.</summary>
internal static class ControlCommand
{
    private const int Rounds = 15;

    private static readonly Peer[] s_peers =
        [.. PeerCatalog.Basic.Where(peer => peer.Name == PeerCatalog.Subject || peer.Name == PeerCatalog.Baseline), new Peer<ThreadStackPeer, ArrayLease>()];

    private static readonly string[] s_rows = ["hop", "xmalloc", "larson"];

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Command command = new("control", $"Measures some threaded rows with {ThreadStackPeer.Name}, which does the least that a pool can do, beside the pool and {PeerCatalog.Baseline}.");
        Argument<string[]> rows = new("rows") { Description = "The rows to measure.", DefaultValueFactory = _ => s_rows };
        command.Arguments.Add(rows);
        command.SetAction((parsed, _) => Failures.ReportAsync(console, () => Task.FromResult(Execute(console, time, parsed.GetRequiredValue(rows)))));
        return command;
    }

    private static int Execute(IAnsiConsole console, TimeProvider time, string[] rows)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        RowMeasurement measurement = new(MeasurementPlan.Suite(Rounds), time);
        foreach (string name in rows)
        {
            RowResult row = measurement.Measure(WorkloadCatalog.All.Single(workload => workload.Name == name), s_peers);
            PeerResult baseline = row.Peers.Single(peer => peer.Peer == PeerCatalog.Baseline);
            foreach (PeerResult peer in row.Peers)
            {
                Distribution ratio = peer.RoundRatiosTo(baseline);
                Tell(console, name, peer.Peer, $"{peer.Nanoseconds.Median:0.0} ns, {ratio.Median:0.000} of {baseline.Peer} ({Figures.Spread(ratio)})");
            }
        }

        WorkloadSeries threads = WorkloadCatalog.Series.Single(series => series.Name == "threads");
        foreach (Peer peer in s_peers)
        {
            TargetOutcome outcome = SelfTargets.Judge(measurement.Measure(threads, [peer]));
            Tell(console, outcome.Row, peer.Name, $"{outcome.Ratio.Median:0.000}, {outcome.What} ({Figures.Spread(outcome.Ratio)})");
        }

        return Failures.Success;
    }

    private static void Tell(IAnsiConsole console, string row, string peer, FormattableString figures) =>
        console.WriteLine($"{row,-12} {peer,-18} {figures.ToString(CultureInfo.InvariantCulture)}");
}

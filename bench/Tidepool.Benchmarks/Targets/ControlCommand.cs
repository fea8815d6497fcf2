using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>control</c>: what the threaded rows cost with the least that a pool can do, to tell the row's own cost from the pool's;
/// and how far a pool seems to be behind the best of several copies of itself, which is chance.</summary>
internal static class ControlCommand
{
    private const int Rounds = 15;

    /// <summary>The pool under test and so many of it besides, as there are rivals in a row that all peers can take part in.</summary>
    private const int Copies = 8;

    private static readonly Peer[] s_peers =
        [.. PeerCatalog.Basic.Where(peer => peer.Name == PeerCatalog.Subject || peer.Name == PeerCatalog.Baseline), new Peer<ThreadStackPeer, ArrayLease>()];

    /// <summary>For rows in which one thread rents and one other returns.</summary>
    private static readonly Peer s_ringBack = new Peer<HandBackRingPeer, ArrayLease>();

    private static readonly string[] s_rows = ["hop", "xmalloc", "larson", "msgpass", "handoff-256"];

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Command command = new("control", $"Measures some threaded rows with the least that a pool can do beside the pool and {PeerCatalog.Baseline}.");
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
            RowResult row = measurement.Measure(WorkloadCatalog.All.Single(workload => workload.Name == name), name is "handoff-256" ? [.. s_peers, s_ringBack] : s_peers);
            PeerResult baseline = row.Peers.Single(peer => peer.Peer == PeerCatalog.Baseline);
            foreach (PeerResult peer in row.Peers)
            {
                Distribution ratio = peer.RoundRatiosTo(baseline);
                Tell(console, name, peer.Peer, $"{peer.Nanoseconds.Median:0.0} ns, {peer.AllocatedPerRound.Median:0.0} B, {ratio.Median:0.000} of {baseline.Peer} ({Figures.Spread(ratio)})");
            }

            Distribution chance = AgainstCopies(measurement, row.Workload);
            Tell(console, name, PeerCatalog.Subject, $"{chance.Median:0.000} of the best of {Copies} copies of itself ({Figures.Spread(chance)})");
        }

        WorkloadSeries threads = WorkloadCatalog.Series.Single(series => series.Name == "threads");
        foreach (Peer peer in s_peers)
        {
            TargetOutcome outcome = SelfTargets.Judge(measurement.Measure(threads, [peer]));
            Tell(console, outcome.Row, peer.Name, $"{outcome.Ratio.Median:0.000}, {outcome.What} ({Figures.Spread(outcome.Ratio)})");
        }

        return Failures.Success;
    }

    private static Distribution AgainstCopies(RowMeasurement measurement, Workload workload)
    {
        Peer subject = s_peers.Single(peer => peer.Name == PeerCatalog.Subject);
        IReadOnlyList<PeerResult> copies = measurement.Measure([.. Enumerable.Range(0, Copies + 1).Select(copy => new Entrant($"copy {copy}", () => subject.Bind(workload)))]);
        return copies[0].RoundRatiosTo(copies.Skip(1).MinBy(copy => copy.Nanoseconds.Median) ?? copies[0]);
    }

    private static void Tell(IAnsiConsole console, string row, string peer, FormattableString figures) =>
        console.WriteLine($"{row,-12} {peer,-18} {figures.ToString(CultureInfo.InvariantCulture)}");
}

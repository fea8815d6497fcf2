using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>control</c>: the cost of the threaded rows with the least that a pool can do, to tell the row's own cost from the pool's;
/// and how far, by chance, a pool seems to be behind the best of several copies of itself.</summary>
internal static class ControlCommand
{
    private const int Rounds = 15;

    /// <summary>Copies of the pool under test beside itself: as many as it has rivals in a row that all peers can take part in.</summary>
    private const int Copies = 8;

    private static readonly Peer[] s_peers = [PeerCatalog.Subject, PeerCatalog.Baseline, PeerCatalog.ThreadStack];
    private static readonly string[] s_rows = ["hop", "xmalloc", "larson", "msgpass", "handoff-256"];

    public static Command Create(Workbench bench)
    {
        Argument<string[]> rows = new("rows") { Description = "The rows to measure.", DefaultValueFactory = static _ => s_rows };
        return bench.Command(
            "control",
            $"Measures some threaded rows with the least that a pool can do beside the pool and {PeerCatalog.Baseline.Name}.",
            [rows],
            parsed => Task.FromResult(Execute(bench, parsed.GetRequiredValue(rows))));
    }

    private static int Execute(Workbench bench, string[] rows)
    {
        RowMeasurement measurement = new(MeasurementPlan.Short(quick: false, Rounds), bench.Time);
        foreach (Workload workload in rows.Select(WorkloadCatalog.Find))
        {
            RowResult row = measurement.Measure(workload, workload.Name is "handoff-256" ? [.. s_peers, PeerCatalog.HandBackRing] : s_peers);
            foreach (PeerResult peer in row.Peers)
            {
                Distribution ratio = peer.RoundRatiosTo(row.Baseline!);
                string ns = $"{peer.Nanoseconds.Median:0.0} ns, {peer.AllocatedPerRound.Median:0.0} B, ";
                Tell(workload.Name, peer.Peer, ratio, $"of {PeerCatalog.Baseline.Name}", ns);
            }

            Tell(workload.Name, PeerCatalog.Subject.Name, AgainstCopies(measurement, workload), $"of the best of {Copies} copies of itself");
        }

        WorkloadSeries threads = WorkloadCatalog.Series.Single(static series => series.Name == "threads");
        foreach (Peer peer in s_peers)
        {
            TargetOutcome outcome = SelfTargets.Judge(measurement.Measure(threads, [peer]));
            Tell(outcome.Row, peer.Name, outcome.Ratio, $", {outcome.What}");
        }

        return Workbench.Success;

        void Tell(string row, string peer, Distribution ratio, string what, string before = "") =>
            bench.Console.WriteLine($"{row,-12} {peer,-18} {before}{ratio.Median:0.000} {what} ({Figures.Spread(ratio)})");
    }

    private static Distribution AgainstCopies(RowMeasurement measurement, Workload workload)
    {
        IReadOnlyList<PeerResult> copies = measurement.Measure([.. Enumerable.Repeat(PeerCatalog.Subject.In(workload), Copies + 1)]);
        return copies[0].RoundRatiosTo(copies.Skip(1).MinBy(static copy => copy.Nanoseconds.Median) ?? copies[0]);
    }
}

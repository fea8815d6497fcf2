using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>targets</c>: every ratio that is aimed at, and whether it is met here and now.</summary>
internal static class TargetsCommand
{
    private const int Rounds = 9;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<bool> quick = new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };
        Command command = new("targets", $"Prints each target and whether it is met; ends with {Failures.Missed} where one is missed.") { quick };
        command.SetAction((parsed, _) =>
        {
            MeasurementPlan plan = parsed.GetValue(quick) ? MeasurementPlan.Quick(MeasurementPlan.QuickRounds) : MeasurementPlan.Suite(Rounds);
            return Failures.ReportAsync(console, () => ExecuteAsync(plan, console, time));
        });
        return command;
    }

    private static async Task<int> ExecuteAsync(MeasurementPlan plan, IAnsiConsole console, TimeProvider time)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        foreach (Peer peer in PeerCatalog.All)
        {
            peer.Check();
        }

        RowMeasurement measurement = new(plan, time);
        List<TargetOutcome> outcomes = [];
        List<TargetOutcome> allocations = [];
        foreach (Target target in Target.All)
        {
            RowResult row = measurement.Measure(target.Workload, target.Peers);
            outcomes.Add(target.Judge(row));
            OutcomeLine.Write(console, outcomes[^1]);
            allocations.Add(SelfTargets.Allocation(row, PeerCatalog.Subject));
        }

        foreach (BuildTarget target in BuildTarget.All)
        {
            outcomes.Add(target.Judge(measurement));
            OutcomeLine.Write(console, outcomes[^1]);
        }

        outcomes.Add(SamplingTarget.Judge(measurement));
        OutcomeLine.Write(console, outcomes[^1]);

        foreach (AdapterTarget target in AdapterTarget.All)
        {
            outcomes.Add(target.Measure(measurement).Outcome);
            OutcomeLine.Write(console, outcomes[^1]);
        }

        Peer[] subject = [.. PeerCatalog.All.Where(peer => peer.Name == PeerCatalog.Subject)];
        foreach (WorkloadSeries series in WorkloadCatalog.Series)
        {
            outcomes.Add(SelfTargets.Judge(measurement.Measure(series, subject)));
            OutcomeLine.Write(console, outcomes[^1]);
        }

        TargetOutcome most = allocations.MaxBy(allocation => allocation.Ratio.Median) ?? allocations[0];
        outcomes.Add(most with { Row = $"all rows, most: {most.Row}" });
        OutcomeLine.Write(console, outcomes[^1]);

        foreach (TargetOutcome outcome in await MemoryTargets.MeasureAsync())
        {
            outcomes.Add(outcome);
            OutcomeLine.Write(console, outcome);
        }

        int missed = outcomes.Count(outcome => !outcome.IsMet);
        console.WriteLine();
        console.WriteLine($"{outcomes.Count - missed} of {outcomes.Count} targets met. Each figure is the median of {plan.Rounds} rounds' ratios, with quartiles; another run may differ by more.");
        return missed == 0 ? Failures.Success : Failures.Missed;
    }
}

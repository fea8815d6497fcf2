using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Flows;
using Tidepool.Benchmarks.Growth;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Relay;
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
        Option<bool> relay = new("--relay") { Description = "Also the targets of the command relay, which take ten minutes more." };
        Command command = new("targets", $"Prints each target and whether it is met; ends with {Failures.Missed} where one is missed.") { quick, relay };
        command.SetAction((parsed, _) =>
        {
            bool isQuick = parsed.GetValue(quick);
            RelayPlan? relayPlan = parsed.GetValue(relay) ? RelayPlan.Of(isQuick) : null;
            return Failures.ReportAsync(console, () => ExecuteAsync(isQuick, relayPlan, console, time));
        });
        return command;
    }

    private static async Task<int> ExecuteAsync(bool quick, RelayPlan? relay, IAnsiConsole console, TimeProvider time)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        foreach (Peer peer in PeerCatalog.All)
        {
            peer.Check();
        }

        int targets = 0;
        int missed = 0;
        await foreach (TargetOutcome outcome in MeasureAsync(quick, relay, time))
        {
            OutcomeLine.Write(console, outcome);
            targets++;
            missed += outcome.IsMet ? 0 : 1;
        }

        console.WriteLine();
        console.WriteLine($"{targets - missed} of {targets} targets met.");
        console.WriteLine("Each figure is the median of its rounds, with quartiles; another run may differ by more.");
        return missed == 0 ? Failures.Success : Failures.Missed;
    }

    private static async IAsyncEnumerable<TargetOutcome> MeasureAsync(bool quick, RelayPlan? relay, TimeProvider time)
    {
        RowMeasurement measurement = new(quick ? MeasurementPlan.Quick(MeasurementPlan.QuickRounds) : MeasurementPlan.Suite(Rounds), time);
        foreach (TargetOutcome outcome in MeasureRows(measurement))
        {
            yield return outcome;
        }

        foreach (GrowthResult growth in new GrowthMeasurement(GrowthCommand.PlanOf(quick), time).Measure())
        {
            if (growth.Outcome is { } outcome)
            {
                yield return outcome;
            }
        }

        // What the rows left behind would only take memory from the processes that follow.
        GC.Collect();
        foreach (TargetOutcome outcome in (await new FlowMeasurement(FlowPlan.Of(quick)).MeasureAsync()).Outcomes)
        {
            yield return outcome;
        }

        foreach (TargetOutcome outcome in await SmallBufferTargets.MeasureAsync())
        {
            yield return outcome;
        }

        foreach (TargetOutcome outcome in await MemoryTargets.MeasureAsync())
        {
            yield return outcome;
        }

        if (relay is not null)
        {
            foreach (TargetOutcome outcome in await new RelayMeasurement(relay).MeasureAsync(static _ => { }))
            {
                yield return outcome;
            }
        }
    }

    private static IEnumerable<TargetOutcome> MeasureRows(RowMeasurement measurement)
    {
        List<TargetOutcome> allocations = [];
        foreach (Target target in Target.All)
        {
            RowResult row = measurement.Measure(target.Workload, target.Peers);
            if (target.JudgesAllocation)
            {
                allocations.Add(SelfTargets.Allocation(row, PeerCatalog.Subject));
            }

            yield return target.Judge(row);
        }

        foreach (BuildTarget target in BuildTarget.All)
        {
            yield return target.Judge(measurement);
        }

        yield return SamplingTarget.Judge(measurement);
        foreach (AdapterTarget target in AdapterTarget.All)
        {
            yield return target.Measure(measurement).Outcome;
        }

        Peer[] subject = [.. PeerCatalog.All.Where(peer => peer.Name == PeerCatalog.Subject)];
        foreach (WorkloadSeries series in WorkloadCatalog.Series)
        {
            yield return SelfTargets.Judge(measurement.Measure(series, subject));
        }

        TargetOutcome most = allocations.MaxBy(allocation => allocation.Ratio.Median) ?? allocations[0];
        yield return most with { Row = $"all rows, most: {most.Row}" };
    }
}

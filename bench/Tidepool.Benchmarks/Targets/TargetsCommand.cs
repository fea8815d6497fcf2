using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Flows;
using Tidepool.Benchmarks.Growth;
using Tidepool.Benchmarks.Relay;

namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>targets</c>: every target ratio, and whether it is met here and now.</summary>
internal static class TargetsCommand
{
    private const int Rounds = 9;

    public static Command Create(Workbench bench)
    {
        Option<bool> quick = Workbench.Quick();
        Option<bool> relay = new("--relay") { Description = "Also the targets of the command relay, which take ten minutes more." };
        return bench.Command(
            "targets",
            $"Prints each target and whether it is met; ends with {Workbench.Missed} where one is missed.",
            [quick, relay],
            parsed => ExecuteAsync(parsed.GetValue(quick), parsed.GetValue(relay), bench));
    }

    private static async Task<int> ExecuteAsync(bool quick, bool relay, Workbench bench)
    {
        foreach (Peer peer in PeerCatalog.All)
        {
            peer.Check();
        }

        int targets = 0;
        int met = 0;
        await foreach (TargetOutcome outcome in MeasureAsync(quick, relay, bench.Time))
        {
            targets++;
            met += bench.Tell(outcome) ? 1 : 0;
        }

        bench.Console.WriteLine();
        bench.Console.WriteLine($"{met} of {targets} targets met.");
        bench.Console.WriteLine("Each figure is the median of its rounds, with quartiles; another run may differ by more.");
        return met == targets ? Workbench.Success : Workbench.Missed;
    }

    private static async IAsyncEnumerable<TargetOutcome> MeasureAsync(bool quick, bool relay, TimeProvider time)
    {
        IEnumerable<TargetOutcome> here = MeasureRows(new RowMeasurement(MeasurementPlan.Short(quick, Rounds), time))
            .Concat(GrowthRow.Measure(new RowMeasurement(GrowthCommand.PlanOf(quick), time)).Select(static result => result.Outcome).OfType<TargetOutcome>());
        foreach (TargetOutcome outcome in here)
        {
            yield return outcome;
        }

        // The rows' garbage would only take memory from the processes that follow.
        GC.Collect();
        Func<Task<IReadOnlyList<TargetOutcome>>>[] elsewhere =
        [
            async () => (await FlowMeasurement.MeasureAsync(FlowPlan.Of(quick))).Outcomes,
            MemoryTargets.MeasureSmallAsync,
            MemoryTargets.MeasureHeldAsync,
            async () => relay ? await new RelayMeasurement(RelayPlan.Of(quick)).MeasureAsync(static _ => { }) : [],
        ];
        foreach (Func<Task<IReadOnlyList<TargetOutcome>>> measure in elsewhere)
        {
            foreach (TargetOutcome outcome in await measure())
            {
                yield return outcome;
            }
        }
    }

    private static IEnumerable<TargetOutcome> MeasureRows(RowMeasurement measurement)
    {
        List<TargetOutcome> allocations = [];
        foreach (RowTarget target in RowTarget.All)
        {
            RowResult row = measurement.Measure(target.Workload, target.Peers);
            if (target.JudgesAllocation)
            {
                allocations.Add(SelfTargets.Allocation(row));
            }

            yield return target.Judge(row);
        }

        foreach (Comparison comparison in Comparison.Builds)
        {
            yield return comparison.Measure(measurement).Outcome;
        }

        yield return Comparison.JudgeSampling(measurement);
        foreach (Comparison comparison in Comparison.Adapters)
        {
            yield return comparison.Measure(measurement).Outcome;
        }

        foreach (WorkloadSeries series in WorkloadCatalog.Series)
        {
            yield return SelfTargets.Judge(measurement.Measure(series, [PeerCatalog.Subject]));
        }

        TargetOutcome most = allocations.MaxBy(static allocation => allocation.Ratio.Median) ?? allocations[0];
        yield return most with { Row = $"all rows, most: {most.Row}" };
    }
}

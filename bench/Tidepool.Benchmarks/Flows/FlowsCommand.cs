using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Benchmarks.Flows;

/// <summary>The command <c>flows</c>: how many buffers a server's flows of messages need, how warm they are, and what that costs.</summary>
internal static class FlowsCommand
{
    private const double Kibibyte = 1_024;

    public static Command Create(Workbench bench)
    {
        Option<bool> quick = Workbench.Quick();
        return bench.Command(
            "flows",
            $"Measures {FlowPlan.Flows} flows of messages through channels, beside {PeerCatalog.Baseline.Name} and a {PeerCatalog.LockedStack.Name} "
                + $"for each size; ends with {Workbench.Missed} where a target is missed.",
            [quick],
            parsed => ExecuteAsync(FlowPlan.Of(parsed.GetValue(quick)), bench));
    }

    private static async Task<int> ExecuteAsync(FlowPlan plan, Workbench bench)
    {
        FlowResult result = await FlowMeasurement.MeasureAsync(plan);
        Table table = Workbench.Table(["pool"], "processor time per message, ns", "elapsed, ns", "buffers made", "KiB held", "different in 1,000 rents");
        AddRow(table, PeerCatalog.Subject, result.Subject);
        AddRow(table, PeerCatalog.Baseline, result.Shared);
        AddRow(table, PeerCatalog.LockedStack, result.Stack);
        bench.Console.Write(table);
        bench.Console.WriteLine(
            $"{FlowPlan.Flows} flows of messages of {FlowPlan.Smallest} B to {FlowPlan.Largest / Kibibyte} KiB (log-uniform): "
            + "each rented on one thread of the thread pool, passed through a bounded channel, returned on another.");
        bench.Console.WriteLine(
            $"Medians and quartiles of {plan.Rounds} rounds of {plan.Messages:N0} messages, each over each pool in a fresh process, in turn.");
        bench.Console.WriteLine("Made: after the warm-up. Held: bytes on the heap at the end, with the pool's own tables.");
        bench.Console.WriteLine(
            $"Processor time: {Told(result.ProcessorOf(result.Shared))} of {PeerCatalog.Baseline.Name}'s, "
            + $"{Told(result.ProcessorOf(result.Stack))} of the {PeerCatalog.LockedStack.Name}'s.");
        bench.Console.WriteLine();
        return bench.Judge(result.Outcomes);
    }

    private static void AddRow(Table table, Peer pool, IReadOnlyList<FlowSample> samples)
    {
        table.AddRow(
            pool.Name,
            Cell(static sample => sample.ProcessorNanoseconds),
            Cell(static sample => sample.ElapsedNanoseconds),
            Cell(static sample => sample.Made),
            Cell(static sample => sample.HeapBytes / Kibibyte),
            Cell(static sample => sample.Distinct));

        string Cell(Func<FlowSample, double> figure)
        {
            Distribution figures = Distribution.Of(samples.Select(figure));
            return $"{figures.Median:N0} ({figures.LowerQuartile:N0}–{figures.UpperQuartile:N0})";
        }
    }

    private static string Told(Distribution ratio) => $"{Figures.Ratio(ratio.Median)} ({Figures.Spread(ratio)})";
}

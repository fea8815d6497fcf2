using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Flows;

/// <summary>The command <c>flows</c>: how many buffers a server's flows of messages need, how warm they are, and what that costs.</summary>
internal static class FlowsCommand
{
    private const double Kibibyte = 1_024;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<bool> quick = new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };
        Command command = new(
            "flows",
            $"Measures {FlowPlan.Flows} flows of messages through channels, beside {PeerCatalog.Baseline} and a {LockedStackPeer.Name} for each size; "
            + $"ends with {Failures.Missed} where a target is missed.") { quick };
        command.SetAction((parsed, _) => Failures.ReportAsync(console, () => ExecuteAsync(FlowPlan.Of(parsed.GetValue(quick)), console, time)));
        return command;
    }

    private static async Task<int> ExecuteAsync(FlowPlan plan, IAnsiConsole console, TimeProvider time)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        FlowResult result = await new FlowMeasurement(plan).MeasureAsync();
        Table table = new Table().Border(TableBorder.Simple).AddColumn("pool");
        foreach (string heading in (string[])["processor time per message, ns", "elapsed, ns", "buffers made", "KiB held", "different in 1,000 rents"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        AddRow(table, TidepoolPeer.Name, result.Subject);
        AddRow(table, SharedArrayPoolPeer.Name, result.Shared);
        AddRow(table, LockedStackPeer.Name, result.Stack);
        console.Write(table);
        console.WriteLine($"{FlowPlan.Description}.");
        console.WriteLine($"Medians and quartiles of {plan.Rounds} rounds of {plan.Messages:N0} messages, each over each pool in a fresh process, in turn.");
        console.WriteLine("Made: after the warm-up. Held: bytes on the heap in the end, with the pool's own tables.");
        console.WriteLine(
            $"Processor time: {Told(result.ProcessorOfShared)} of {SharedArrayPoolPeer.Name}'s, "
            + $"{Told(result.ProcessorOfStack)} of the {LockedStackPeer.Name}'s.");
        console.WriteLine();
        foreach (TargetOutcome outcome in result.Outcomes)
        {
            OutcomeLine.Write(console, outcome);
        }

        return result.Outcomes.All(static outcome => outcome.IsMet) ? Failures.Success : Failures.Missed;
    }

    private static void AddRow(Table table, string pool, IReadOnlyList<FlowSample> samples)
    {
        table.AddRow(
            new Text(pool),
            Cell(static sample => sample.ProcessorNanoseconds),
            Cell(static sample => sample.ElapsedNanoseconds),
            Cell(static sample => sample.Made),
            Cell(static sample => sample.HeapBytes / Kibibyte),
            Cell(static sample => sample.Distinct));

        Text Cell(Func<FlowSample, double> figure)
        {
            Distribution figures = Distribution.Of(samples.Select(figure));
            return new Text($"{figures.Median:N0} ({figures.LowerQuartile:N0}–{figures.UpperQuartile:N0})");
        }
    }

    private static string Told(Distribution ratio) => $"{Figures.Ratio(ratio.Median)} ({Figures.Spread(ratio)})";
}

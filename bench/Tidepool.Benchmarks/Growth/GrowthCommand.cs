using System.CommandLine;
using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Growth;

/// <summary>The command <c>growth</c>: what operations cost with few and with many leases out or buffers idle.</summary>
internal static class GrowthCommand
{
    private const int Rounds = 9;

    /// <summary>Slices of a round: the operations that must make room take milliseconds where they grow.</summary>
    private const int Slices = 3;

    public static Command Create(IAnsiConsole console, TimeProvider time)
    {
        Option<bool> quick = new("--quick") { Description = "Few short rounds: shows that all works; the figures are rough." };
        string description = $"Measures how costs grow with what is out or idle, against their targets; ends with {Failures.Missed} where one is missed.";
        Command command = new("growth", description) { quick };
        command.SetAction((parsed, _) => Failures.ReportAsync(console, () => Task.FromResult(Execute(PlanOf(parsed.GetValue(quick)), console, time))));
        return command;
    }

    /// <summary>The plan by which growth is measured, here and among the targets.</summary>
    public static MeasurementPlan PlanOf(bool quick) =>
        (quick ? MeasurementPlan.Quick(MeasurementPlan.QuickRounds) : MeasurementPlan.Suite(Rounds)) with { Slices = Slices };

    private static int Execute(MeasurementPlan plan, IAnsiConsole console, TimeProvider time)
    {
        new ConsoleReport(console).Begin(Provenance.Gather(time));
        GrowthResult[] results = [.. new GrowthMeasurement(plan, time).Measure()];
        Table table = new Table().Border(TableBorder.Simple).AddColumn("row").AddColumn("held by");
        foreach (string heading in (string[])["few, ns", "many, ns", "grows", "quartiles", "target"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        table.AddColumn(string.Empty);
        foreach (GrowthResult result in results)
        {
            table.AddRow(
                new Text(result.Row.Name),
                new Text(Holders.Name(result.Holding)),
                new Text(Figures.Nanoseconds(result.Few.Median)),
                new Text(Figures.Nanoseconds(result.Many.Median)),
                new Text($"×{Figures.Ratio(result.Growth.Median)}"),
                new Text(Figures.Spread(result.Growth)),
                new Text(result.Row.AtMost is { } limit ? $"≤ ×{limit:0}" : "–"),
                result.Outcome switch
                {
                    null => new Text("may grow"),
                    { IsMet: true } => new Text("met", new Style(Color.Green)),
                    _ => new Text("MISSED", new Style(Color.Red)),
                });
        }

        console.Write(table);
        foreach (GrowthRow row in GrowthRow.All)
        {
            console.WriteLine($"{row.Name}: {row.Description}");
        }

        console.WriteLine($"Nanoseconds per operation and growth: medians of {plan.Rounds} rounds, in each of which few and many take turns.");
        return results.All(static result => result.Outcome is not { IsMet: false }) ? Failures.Success : Failures.Missed;
    }
}

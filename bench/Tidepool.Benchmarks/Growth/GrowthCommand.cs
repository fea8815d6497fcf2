using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Benchmarks.Growth;

/// <summary>The command <c>growth</c>: what operations cost with few and with many leases out or buffers idle.</summary>
internal static class GrowthCommand
{
    public static Command Create(Workbench bench)
    {
        Option<bool> quick = Workbench.Quick();
        return bench.Command(
            "growth",
            $"Measures how costs grow with what is out or idle, against their targets; ends with {Workbench.Missed} where one is missed.",
            [quick],
            parsed => Task.FromResult(Execute(PlanOf(parsed.GetValue(quick)), bench)));
    }

    /// <summary>The plan for measuring growth, here and among the targets: few slices, since making room takes milliseconds where it grows.</summary>
    public static MeasurementPlan PlanOf(bool quick) => MeasurementPlan.Short(quick, rounds: 9) with { Slices = 3 };

    private static int Execute(MeasurementPlan plan, Workbench bench)
    {
        GrowthResult[] results = [.. GrowthRow.Measure(new RowMeasurement(plan, bench.Time))];
        Table table = Workbench.Table(["row", "held by"], "few, ns", "many, ns", "grows", "quartiles", "target").AddColumn(string.Empty);
        foreach (GrowthResult result in results)
        {
            table.AddRow(
                result.Row.Name,
                Holders.Name(result.Holding),
                Figures.Nanoseconds(result.Few.Nanoseconds.Median),
                Figures.Nanoseconds(result.Many.Nanoseconds.Median),
                $"×{Figures.Ratio(result.Growth.Median)}",
                Figures.Spread(result.Growth),
                result.Row.AtMost is { } limit ? $"≤ ×{limit:0}" : "–",
                result.Outcome switch { null => "may grow", { IsMet: true } => "[green]met[/]", _ => "[red]MISSED[/]" });
        }

        bench.Console.Write(table);
        foreach (GrowthRow row in GrowthRow.All)
        {
            bench.Console.WriteLine($"{row.Name}: {row.Description}");
        }

        bench.Console.WriteLine($"Nanoseconds per operation and growth: medians of {plan.Rounds} rounds; in each, few and many take turns.");
        return results.All(static result => result.Outcome is not { IsMet: false }) ? Workbench.Success : Workbench.Missed;
    }
}

using System.Globalization;
using Spectre.Console;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Targets;

/// <summary>A target's outcome as a line on the console.</summary>
internal static class OutcomeLine
{
    private const int RowWidth = 40;

    public static void Write(IAnsiConsole console, TargetOutcome outcome)
    {
        string sign = outcome.IsFloor ? "≥" : "≤";
        string figure = outcome.Ratio.Median.ToString(outcome.Ratio.Median is > 0 and < 0.01 ? "0.00000" : "0.000", CultureInfo.InvariantCulture);
        string line = $"{outcome.Row.PadRight(RowWidth)} {figure,8}  {sign} {Figures.Ratio(outcome.Limit)}  ({Figures.Spread(outcome.Ratio)}; {outcome.What})";
        console.Write(new Text(outcome.IsMet ? "met    " : "MISSED ", new Style(outcome.IsMet ? Color.Green : Color.Red)));
        console.WriteLine(line);
        if (!outcome.IsMet && Explanations.Of(outcome.Row) is { } reason)
        {
            console.WriteLine($"         {reason}");
        }
    }
}

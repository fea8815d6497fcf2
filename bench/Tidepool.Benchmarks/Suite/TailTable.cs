using System.Globalization;
using System.Text;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Tails;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The table of single operations, down to the slowest.</summary>
internal static class TailTable
{
    private static readonly (string Label, double Percentile)[] s_columns = [("median", 50), ("99 %", 99), ("99.9 %", 99.9), ("99.99 %", 99.99), ("slowest", 100)];

    public static void Append(StringBuilder text, IReadOnlyList<TailResult> results)
    {
        text.Append("\n## Tails\n\n").Append(TailMeasurement.Workload.Description)
            .Append(". Nanoseconds that so many operations didn't exceed, with the two looks at the clock; the share of the time that the collector paused the process; its collections of generation 0/1/2.")
            .Append(" The slowest are mostly those that the scheduler interrupted.\n\n| peer | ")
            .AppendJoin(" | ", s_columns.Select(static column => column.Label)).Append(" | paused | collections |\n|---|");
        text.Insert(text.Length, "--:|", s_columns.Length + 2).Append('\n');
        foreach (TailResult result in results)
        {
            text.Append("| ").Append(result.Peer).Append(" | ").AppendJoin(" | ", s_columns.Select(column => Figures.Nanoseconds(result.Nanoseconds(column.Percentile))))
                .Append(CultureInfo.InvariantCulture, $" | {result.Paused / result.Elapsed:0.0 %} | {result.Collections} |\n");
        }
    }
}

using MessageRelay.Memory;
using MessageRelay.Run;
using Spectre.Console;

namespace MessageRelay.Reports;

/// <summary>The report for the terminal.</summary>
internal static class TableReport
{
    public static void Write(IAnsiConsole console, RelayReport report)
    {
        console.WriteLine();
        foreach (string line in Notes.Of(report))
        {
            console.WriteLine(line);
        }

        console.WriteLine();
        console.Write(Results(report));
        if (report.Ratios.Count > 0)
        {
            console.WriteLine();
            console.WriteLine(Notes.RatiosTitle);
            foreach (string line in Notes.Ratios(report))
            {
                console.WriteLine($"  {line}");
            }
        }

        foreach (RoundResult last in report.Rounds.Where(r => r.Ending.Buckets.Count > 0).GroupBy(r => r.Kind).Select(group => group.Last()))
        {
            console.WriteLine();
            console.WriteLine($"{last.Kind.DisplayName()}'s statistics by bucket, at the end of round {last.Round} (counted from the server's start):");
            console.Write(Buckets(last.Ending.Buckets));
        }

        console.WriteLine();
        console.WriteLine(Notes.Verdict(report));
        foreach (string defect in report.Defects)
        {
            console.WriteLine($"  {defect}");
        }
    }

    private static Table Results(RelayReport report)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("median of rounds");
        foreach (KindSummary summary in report.Summaries)
        {
            table.AddColumn(new TableColumn(Markup.Escape(summary.Kind.DisplayName())).RightAligned());
        }

        foreach (Measures.Row row in Measures.Rows)
        {
            table.AddRow([row.Title, .. report.Summaries.Select(row.Value)]);
        }

        return table;
    }

    private static Table Buckets(IReadOnlyList<BucketRow> buckets)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string title in BucketColumns.Titles)
        {
            table.AddColumn(new TableColumn(title).RightAligned().NoWrap().Padding(0, 0, 1, 0));
        }

        foreach (BucketRow bucket in buckets)
        {
            table.AddRow(BucketColumns.Cells(bucket));
        }

        table.AddEmptyRow();
        table.AddRow(BucketColumns.TotalCells(buckets));
        return table;
    }
}

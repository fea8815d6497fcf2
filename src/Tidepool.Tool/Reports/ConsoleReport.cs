using System.Globalization;
using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The report for the terminal.</summary>
internal sealed class ConsoleReport(IAnsiConsole console)
{
    internal void Tell(string progress) => console.Write(new Text(progress + "\n", new Style(Color.Grey)));

    internal void Write(Judgement judgement)
    {
        WritePauses(judgement);
        if (judgement.Allocations is { } allocations)
        {
            WriteTypes(allocations);
            if (judgement.Verdict == Verdict.Pool)
            {
                WriteByteArrays(allocations);
            }
            else
            {
                WriteSites("who allocates what isn't a byte array", "of all bytes", allocations.OtherSites);
            }
        }

        console.WriteLine();
        console.Write(new Text(judgement.Verdict.Word, new Style(judgement.Verdict == Verdict.Pool ? Color.Green : Color.Yellow, decoration: Decoration.Bold)));
        console.WriteLine();
        console.WriteLine(judgement.Verdict.Sentence);
        console.WriteLine(Words.Why(judgement));
        if (judgement.Recommendation is { } advice)
        {
            console.WriteLine();
            console.WriteLine(advice.Code);
            console.WriteLine();
            console.WriteLine("or, as configuration:");
            console.WriteLine(advice.SectionText);
            console.WriteLine();
            console.WriteLine(Words.Saving(advice));
        }
    }

    private void WritePauses(Judgement judgement)
    {
        Table table = NewTable("step 1: pauses", "pauses", "paused", "p50", "p99", "longest", "allocated");
        if (judgement.Traces.Count > 1)
        {
            foreach (Findings trace in judgement.Traces)
            {
                AddPauses(table, trace.Target, PauseSummary.Of([trace]));
            }
        }

        AddPauses(table, judgement.Traces.Count > 1 ? "all together" : judgement.Traces[0].Target, judgement.Pauses);
        console.Write(table);
        if (judgement.Pauses.Kinds.Count > 0)
        {
            Table kinds = NewTable("collections", "count", "pause, total", "pause, longest");
            foreach (PauseSummary.Kind kind in judgement.Pauses.Kinds)
            {
                AddRow(kinds, $"generation {kind.Generation}, {kind.Reason}", Number(kind.Count), Words.Milliseconds(kind.Total), Words.Milliseconds(kind.Longest));
            }

            console.Write(kinds);
        }
    }

    private void WriteTypes(AllocationSummary allocations)
    {
        Table table = NewTable($"step 2: types ({Number(allocations.Samples)} samples)", "of all bytes", "samples");
        foreach ((string type, Share share) in allocations.Types)
        {
            AddRow(table, type, Words.Percent(share), Number(share.Samples));
        }

        console.Write(table);
    }

    private void WriteByteArrays(AllocationSummary allocations)
    {
        Table table = NewTable("step 3: byte arrays up to", "of their bytes", "samples");
        foreach (AllocationSummary.Bucket bucket in allocations.Histogram)
        {
            AddRow(table, Words.Size(bucket.Limit), Words.Percent(bucket.Share), Number(bucket.Share.Samples));
        }

        AddRow(table, "on the large-object heap", Words.Percent(allocations.Large), Number(allocations.Large.Samples));
        AddRow(table, "made by a pool already", Words.Percent(allocations.FromPools), Number(allocations.FromPools.Samples));
        console.Write(table);
        WriteSites("who allocates byte arrays", "of their bytes", allocations.ByteArraySites);
    }

    private void WriteSites(string title, string ofWhat, IReadOnlyList<(CallSite Site, Share Share)> sites)
    {
        Table table = NewTable(title, ofWhat, "pool");
        foreach ((CallSite site, Share share) in sites)
        {
            AddRow(table, Words.Site(site), Words.Percent(share), site.Pool ?? "");
        }

        console.Write(table);
    }

    private static void AddPauses(Table table, string name, PauseSummary pauses) => AddRow(
        table, name, Number(pauses.Count), Words.Percent(pauses.Share), Words.Milliseconds(pauses.P50), Words.Milliseconds(pauses.P99), Words.Milliseconds(pauses.Longest), Words.Rate(pauses.BytesPerSecond));

    private static Table NewTable(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(new Text(title)));
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column)).RightAligned());
        }

        return table;
    }

    private static void AddRow(Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

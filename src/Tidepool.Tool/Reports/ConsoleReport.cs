using Spectre.Console;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The report for the terminal: the findings, then the verdict at the end, where the reader looks first.</summary>
internal sealed class ConsoleReport(IAnsiConsole console)
{
    /// <summary>Stacks with a smaller share of all bytes are left out of the tree, and shown only on the HTML page.</summary>
    private const double SmallestStack = 0.05;

    private const int MostLines = 24;

    internal void Write(Judgement judgement)
    {
        WritePauses(judgement);
        if (judgement.Allocations is { } allocations)
        {
            WriteTypes(allocations);
            if (judgement.IsOfByteArrays)
            {
                WriteByteArrays(allocations);
            }
            else
            {
                WriteSites("what allocates other types", "of all bytes", allocations.OtherSites);
                WriteSites("what allocates byte arrays", "of their bytes", allocations.ByteArraySites);
            }

            WriteInstead(allocations);
            WriteStacks(allocations);
        }

        if (judgement.Recommendation is { } recommended)
        {
            WriteBuckets(recommended);
        }

        console.WriteLine();
        console.Write(new Text(judgement.Verdict.Word, new Style(judgement.Verdict.IsPool ? Color.Green : Color.Yellow, decoration: Decoration.Bold)));
        console.WriteLine();
        console.WriteLine($"{judgement.Verdict.Headline}. {judgement.Verdict.Sentence}");
        console.WriteLine(Words.Why(judgement));
        foreach (string note in judgement.Notes)
        {
            console.WriteLine(note);
        }

        foreach (string close in CloseCalls.Of(judgement))
        {
            console.WriteLine(close);
        }

        WriteIfAny(Words.Lost(judgement));
        WriteIfAny(Words.Induced(judgement));
        WriteIfAny(HeapWords.Kept(judgement));
        WriteIfAny(Words.Aged(judgement));
        WriteIfAny(HeapWords.Growth(judgement));
        WriteIfAny(HeapWords.Finalizers(judgement));
        WriteIfAny(TypeWords.Help(judgement));
        WriteIfAny(judgement.Allocations is { } counted ? SourceWords.NotCounted(counted) : null);
        WriteIfAny(judgement is { Recommendation: not null, Allocations: { } uncertain } ? SourceWords.NotCertain(uncertain) : null);
        WriteIfAny(judgement is { Recommendation: null, Allocations: { } allocated } ? SourceWords.PoolsThatMiss(allocated) : null);
        if (judgement.Recommendation is { } advice)
        {
            WriteAdvice(judgement, advice);
        }
    }

    private void WritePauses(Judgement judgement)
    {
        Table table = Tables.New("step 1: pauses", "pauses", "paused", "p50", "p99", "longest", "allocated");
        if (judgement.Traces.Count > 1)
        {
            foreach (Findings trace in judgement.Traces)
            {
                AddPauses(table, trace.Target, PauseSummary.Of([trace]));
            }
        }

        AddPauses(table, judgement.Traces.Count > 1 ? "all together" : judgement.Traces[0].Target, judgement.Pauses);
        console.WriteTable(table);
        if (judgement.Pauses.Kinds.Count > 0)
        {
            Table kinds = Tables.New("collections", "count", "pause, total", "pause, longest");
            foreach (PauseSummary.Kind kind in judgement.Pauses.Kinds)
            {
                kinds.AddCells(Words.Kind(kind), Words.Number(kind.Count), Words.Milliseconds(kind.Total), Words.Milliseconds(kind.Longest));
            }

            console.WriteTable(kinds);
            Table causes = Tables.New("collections were triggered by", "count", "of the pause time");
            foreach (PauseSummary.CausePart cause in judgement.Pauses.Causes)
            {
                causes.AddCells(Words.Cause(cause.Cause), Words.Number(cause.Count), Words.Percent(cause.Share));
            }

            console.WriteTable(causes);
        }
    }

    private void WriteTypes(AllocationSummary allocations)
    {
        Table table = Tables.New($"step 2: types ({Words.Number(allocations.Samples)} samples)", "of all bytes", "samples");
        foreach ((string type, Share share) in allocations.Types.Top)
        {
            table.AddCells(type, Words.Percent(share), Words.Number(share.Samples));
        }

        if (Words.Others(allocations.Types) is { } others)
        {
            Share share = allocations.Types.OthersShare;
            table.AddCells(others, Words.Percent(share), Words.Number(share.Samples));
        }

        console.WriteTable(table);
    }

    private void WriteByteArrays(AllocationSummary allocations)
    {
        Table table = Tables.New("step 3: byte arrays of up to", "of their bytes", "samples");
        foreach (AllocationSummary.Bucket bucket in allocations.Histogram)
        {
            table.AddCells(Words.Size(bucket.Limit), Words.Percent(bucket.Share), Words.Number(bucket.Share.Samples));
        }

        table.AddCells("large or pinned objects", Words.Percent(allocations.Large), Words.Number(allocations.Large.Samples));
        table.AddCells("made by an existing pool", Words.Percent(allocations.FromPools), Words.Number(allocations.FromPools.Samples));
        console.WriteTable(table);
        WriteSites("what allocates byte arrays", "of their bytes", allocations.ByteArraySites);
    }

    private void WriteSites(string title, string ofWhat, Ranking<CallSite> sites)
    {
        if (sites.Top.Count == 0)
        {
            return;
        }

        Table table = Tables.New(title, ofWhat, "pool");
        foreach ((CallSite site, Share share) in sites.Top)
        {
            table.AddCells(site.Text, Words.Percent(share), site.Pool ?? "");
        }

        if (Words.Others(sites) is { } others)
        {
            table.AddCells(others, Words.Percent(sites.OthersShare), "");
        }

        console.WriteTable(table);
    }

    /// <summary>Writes the largest stacks as a tree. In a chain of methods that each show only one callee, those between the first and the last are left
    /// out.</summary>
    private void WriteStacks(AllocationSummary allocations)
    {
        if (StackNode.Of(allocations.All) is not { } root)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("  where memory is allocated, of all bytes");
        int left = MostLines;
        foreach (StackNode child in root.Children.Where(static child => child.Share >= SmallestStack))
        {
            WriteStack(child, 1, ref left);
        }
    }

    private void WriteStack(StackNode node, int depth, ref int left)
    {
        if (left-- <= 0)
        {
            return;
        }

        StackNode last = node;
        int between = 0;
        while (last.Children.Where(static child => child.Share >= SmallestStack).ToArray() is [{ IsType: false } only])
        {
            last = only;
            between++;
        }

        string path = between == 0 ? node.Name : $"{node.Name} {(between == 1 ? "→" : "→ … →")} {last.Name}";
        console.WriteLine($"  {new string(' ', depth * 2)}{Words.Percent(node.Share)} {path}");
        foreach (StackNode child in last.Children.Where(static child => child.Share >= SmallestStack))
        {
            WriteStack(child, depth + 1, ref left);
        }
    }

    private void WriteInstead(AllocationSummary allocations)
    {
        IReadOnlyList<string> instead = Words.Instead(allocations);
        if (instead.Count > 0)
        {
            console.WriteLine();
            console.WriteLine($"  what to write instead; the code is at {Documents.AddressOf("doctor-calls.md")}");
            foreach (string call in instead)
            {
                console.WriteLine($"  {call}");
            }
        }
    }

    private void WriteBuckets(Recommendation advice)
    {
        Table table = Tables.New("a pool's buffers of up to", "would serve, of all bytes", "buffers at once, about");
        foreach (Recommendation.Bucket bucket in advice.Buckets)
        {
            table.AddCells(Words.Size(bucket.Limit), Words.Percent(bucket.Share), Words.Number(bucket.Buffers));
        }

        console.WriteTable(table);
    }

    private void WriteAdvice(Judgement judgement, Recommendation advice)
    {
        console.WriteLine();
        console.WriteLine(advice.Code);
        console.WriteLine();
        console.WriteLine("or, as configuration:");
        console.WriteLine(advice.SectionText);
        console.WriteLine();
        console.WriteLine(Words.Saving(judgement));
        WriteIfAny(Words.Pinned(judgement, advice));
        console.WriteLine(Words.Buffers(judgement));
        WriteIfAny(judgement.Lifetimes is { } lifetimes ? Words.Lifetimes(lifetimes) : null);
        WriteIfAny(SourceWords.PoolsThatMiss(judgement.Allocations!));
    }

    private void WriteIfAny(string? sentence)
    {
        if (sentence is not null)
        {
            console.WriteLine(sentence);
        }
    }

    private static void AddPauses(Table table, string name, PauseSummary pauses) => table.AddCells(
        name,
        Words.Number(pauses.Count),
        Words.Percent(pauses.Share),
        pauses.Count == 0 ? "–" : Words.Milliseconds(pauses.P50),
        pauses.HasPercentile ? Words.Milliseconds(pauses.P99) : "–",
        pauses.Count == 0 ? "–" : Words.Milliseconds(pauses.Longest),
        Words.Allocated(pauses));
}

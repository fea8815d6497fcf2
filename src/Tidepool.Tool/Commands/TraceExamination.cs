using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>Judges recorded traces, of one or many machines, all as one.</summary>
/// <param name="thresholds">What counts as a problem.</param>
/// <param name="enoughSamples">Samples of allocations that would be enough.</param>
/// <param name="progress">Tells what is going on.</param>
internal sealed class TraceExamination(Thresholds thresholds, int enoughSamples, ProgressReport progress)
{
    /// <exception cref="ToolException">A trace can't be read, or comes twice, or says nothing.</exception>
    internal Judgement Run(IReadOnlyCollection<FileInfo> traces)
    {
        if (traces.CountBy(static trace => trace.FullName).FirstOrDefault(static file => file.Value > 1).Key is { } twice)
        {
            throw new ToolException($"The trace {twice} is given twice, and would count twice: give it once.");
        }

        Findings[] all = [.. traces.Select(Read)];

        // Traces of pauses alone are no evidence of what is allocated.
        Judgement together = Judge(all);
        return all.Length == 1 ? together : together with { Notes = [.. together.Notes, .. Different(all, together)] };
    }

    private Judgement Judge(IReadOnlyList<Findings> traces) =>
        Judgement.Of(traces, [.. traces.Where(static trace => trace.Samples.Count > 0)], traces, thresholds, enoughSamples);

    /// <summary>The traces that alone would get another verdict than all together. One that says too little for a verdict of its own differs from
    /// none.</summary>
    private IEnumerable<string> Different(Findings[] all, Judgement together) =>
        from trace in all
        let alone = Judge([trace]).Verdict
        where alone != together.Verdict && alone != Verdict.TooLittle
        select $"{trace.Target} differs: alone it gets {alone.Word} ({alone.Headline}).";

    private Findings Read(FileInfo trace)
    {
        progress.Tell($"Reading {trace.Name} …");
        Findings found = TraceReader.Read(trace, trace.Name);
        return found.TellsAnything
            ? found
            : throw new ToolException($"{trace.Name} says nothing of collections or allocations: record it with `--providers "
                + $"Microsoft-Windows-DotNETRuntime:0x80000000001:5`, while the program works.");
    }
}

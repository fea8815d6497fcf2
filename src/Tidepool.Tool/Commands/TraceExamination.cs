using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>Judges recorded traces, from one machine or several, all together.</summary>
/// <param name="thresholds">What counts as a problem.</param>
/// <param name="enoughSamples">The number of allocation samples that is enough.</param>
/// <param name="progress">Shows progress.</param>
internal sealed class TraceExamination(Thresholds thresholds, int enoughSamples, ProgressReport progress)
{
    /// <exception cref="ToolException">A trace can't be read, is given twice, or has no data.</exception>
    internal Judgement Run(IReadOnlyCollection<FileInfo> traces)
    {
        if (traces.CountBy(static trace => trace.FullName).FirstOrDefault(static file => file.Value > 1).Key is { } twice)
        {
            throw new ToolException($"The trace {twice} is given twice, and would count twice. Give it once.");
        }

        Findings[] all = [.. traces.Select(Read)];

        // Traces of pauses alone say nothing about what is allocated.
        Judgement together = Judge(all);
        return all.Length == 1 ? together : together with { Notes = [.. together.Notes, .. Different(all, together)] };
    }

    private Judgement Judge(IReadOnlyList<Findings> traces) =>
        Judgement.Of(traces, [.. traces.Where(static trace => trace.Samples.Count > 0)], traces, thresholds, enoughSamples);

    /// <summary>Describes the traces that would get a different verdict by themselves. Those with too little data for a verdict don't count.</summary>
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
            ? found with { MayLackCollections = found.Pauses.Count == 0 }
            : throw new ToolException($"{trace.Name} says nothing about collections or allocations. Record it with `--providers "
                + $"Microsoft-Windows-DotNETRuntime:0x80000000001:5`, while the program works.");
    }
}

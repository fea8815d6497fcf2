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
        return Judgement.Of(all, [.. all.Where(static trace => trace.Samples.Count > 0)], all, thresholds, enoughSamples);
    }

    private Findings Read(FileInfo trace)
    {
        progress.Tell($"Reading {trace.Name} …");
        Findings found = TraceReader.Read(trace, trace.Name);
        return found.TellsAnything
            ? found
            : throw new ToolException($"{trace.Name} says nothing of collections or allocations: record it with `--providers Microsoft-Windows-DotNETRuntime:0x80000000001:5`, while the program works.");
    }
}

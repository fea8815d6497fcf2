using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The steps in their order: pauses first, and allocations only where pauses are a problem.</summary>
internal sealed class Examination(Thresholds thresholds, ConsoleReport report)
{
    /// <summary>Samples from which on a histogram is worth its name.</summary>
    private const int EnoughSamples = 2_000;

    /// <summary>Under so many samples nothing is said at all.</summary>
    private const int FewestSamples = 100;

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    /// <summary>Examines a process that runs.</summary>
    /// <param name="target">The process.</param>
    /// <param name="duration">How long to record in each step; null for as long as it takes, within limits.</param>
    /// <param name="store">Where the traces go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the recording.</param>
    internal async Task<Judgement> OfAsync(LiveTarget target, TimeSpan? duration, TraceStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        Recorder recorder = new(target, store, time);
        TimeSpan first = duration ?? s_look;
        Findings pauses = await RecordAsync(EventSelection.Pauses, first, "pauses");
        if (!thresholds.IsPauseProblem([pauses]))
        {
            return Judgement.Of([pauses], [], thresholds);
        }

        List<Findings> allocations = [await RecordAsync(EventSelection.Allocations, first, "allocations")];
        TimeSpan recorded = first;
        while (duration is null && !target.HasEnded && recorded < s_longest && allocations.Sum(static part => part.Samples.Count) is var samples && samples < EnoughSamples)
        {
            // As long again as it should take by what has come so far.
            TimeSpan more = samples == 0 ? s_longest : recorded * ((EnoughSamples * 1.1 / samples) - 1);
            more = TimeSpan.FromTicks(Math.Clamp(more.Ticks, TimeSpan.TicksPerSecond, (s_longest - recorded).Ticks + 1));
            allocations.Add(await RecordAsync(EventSelection.Allocations, more, "allocations, more of them"));
            recorded += more;
        }

        return Judge([pauses], allocations);

        async Task<Findings> RecordAsync(EventSelection events, TimeSpan length, string what)
        {
            report.Tell($"Recording {what} of {target.Name}, {length.TotalSeconds:0} s …");
            FileInfo trace = await recorder.RecordAsync(events, length, cancellationToken);
            return TraceReader.Read(trace, target.Name);
        }
    }

    /// <summary>Judges recorded traces, all as one.</summary>
    internal Judgement OfTraces(IEnumerable<FileInfo> traces)
    {
        List<Findings> findings = [];
        foreach (FileInfo trace in traces)
        {
            report.Tell($"Reading {trace.Name} …");
            findings.Add(TraceReader.Read(trace, trace.Name));
        }

        return thresholds.IsPauseProblem(findings) ? Judge(findings, findings) : Judgement.Of(findings, [], thresholds);
    }

    private Judgement Judge(IReadOnlyList<Findings> pauses, IReadOnlyList<Findings> allocations)
    {
        int samples = allocations.Sum(static part => part.Samples.Count);
        if (samples < FewestSamples)
        {
            double seconds = allocations.Sum(static part => part.Duration.TotalSeconds);
            throw new ToolException(samples == 0
                ? "Pauses are a problem, but there are no samples of allocations: the trace was recorded without them, or the program allocated nothing meanwhile. Record while it works, with --process-id."
                : $"Pauses are a problem, but {samples} samples of allocations in {seconds:0} s are too few to say of what: record about {seconds * EnoughSamples / samples:0} s, with --duration.");
        }

        return Judgement.Of(pauses, allocations, thresholds);
    }
}

using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The steps in their order: pauses first, and allocations only where pauses are a problem.</summary>
/// <param name="program">The program.</param>
/// <param name="plan">How long to record.</param>
/// <param name="thresholds">What counts as a problem.</param>
/// <param name="progress">Tells what is going on.</param>
internal sealed class Examination(IRecordedProgram program, RecordingPlan plan, Thresholds thresholds, ProgressReport progress)
{
    /// <summary>A 99th percentile is one pause in a hundred.</summary>
    private const int EnoughPauses = 100;

    /// <summary>So many pauses are enough where they are a problem already.</summary>
    private const int EnoughBadPauses = 20;

    /// <summary>Of a program that ended sooner nothing is said.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestForPauses = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestForLifetimes = TimeSpan.FromSeconds(30);

    /// <summary>All steps together.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly List<string> _recordings = [];

    /// <summary>How long may still be recorded, where the user doesn't say how long.</summary>
    private TimeSpan _left = s_longest;

    /// <summary>Examines, and judges.</summary>
    /// <exception cref="ToolException">It can't be done, or there was too little to judge by.</exception>
    internal async Task<Judgement> RunAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordPausesAsync(cancellationToken);
        if (!thresholds.IsPauseProblem([pauses]))
        {
            return Judgement.Of([pauses], [], [], thresholds) with { Recordings = _recordings };
        }

        Findings allocations = await RecordAllocationsAsync(cancellationToken);
        Evidence.Check([allocations], plan.Samples);
        Findings[] lifetimes = plan.WithLifetimes && thresholds.IsByteArrays([allocations]) ? [await RecordLifetimesAsync(allocations.Duration, cancellationToken)] : [];
        return Judgement.Of([pauses], [allocations], lifetimes, thresholds) with { Recordings = _recordings };
    }

    private async Task<Findings> RecordPausesAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordAsync(EventSelection.Pauses, plan.Duration ?? s_look, cancellationToken);
        if (program.HasEnded && pauses.Duration < s_shortest)
        {
            throw program.EndedTooSoon(cause: null);
        }

        while (plan.Duration is null && !program.HasEnded && !IsEnough(pauses) && s_longest - _left < s_longestForPauses)
        {
            pauses = pauses.Then(await RecordAsync(EventSelection.Pauses, s_look, cancellationToken));
        }

        string count = Words.Number(pauses.Pauses.Count);
        Note("Pauses", pauses, IsEnough(pauses) ? $"until there were enough, {count}" : pauses.Pauses.Count > 0 ? $"in which there were only {count}" : "in which there were none");
        return pauses;
    }

    private bool IsEnough(Findings pauses) =>
        pauses.Pauses.Count >= EnoughPauses || (pauses.Pauses.Count >= EnoughBadPauses && thresholds.IsPauseProblem([pauses]));

    private async Task<Findings> RecordAllocationsAsync(CancellationToken cancellationToken)
    {
        await RunAgainAsync(cancellationToken);
        Findings allocations = await RecordAsync(EventSelection.Allocations, plan.Duration ?? s_look, cancellationToken);
        TimeSpan recorded = s_look;
        TimeSpan kept = plan.WithLifetimes ? s_longestForLifetimes : TimeSpan.Zero;
        while (plan.Duration is null && !program.HasEnded && _left > kept && allocations.Samples.Count < plan.Samples)
        {
            // As long again as it should take by what has come so far, and a little more.
            double missing = allocations.Samples.Count == 0 ? double.MaxValue : (plan.Samples * 1.1 / allocations.Samples.Count) - 1;
            TimeSpan more = TimeSpan.FromSeconds(Math.Min((_left - kept).TotalSeconds, Math.Max(1, recorded.TotalSeconds * missing)));
            allocations = allocations.Then(await RecordAsync(EventSelection.Allocations, more, cancellationToken));
            recorded += more;
        }

        string samples = Words.Number(allocations.Samples.Count);
        Note("Allocations", allocations, allocations.Samples.Count >= plan.Samples ? $"until there were samples enough, {samples}" : $"as long as the two minutes for all steps allow, with {samples} samples");
        return allocations;
    }

    private async Task<Findings> RecordLifetimesAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        await RunAgainAsync(cancellationToken);
        Findings lifetimes = await RecordAsync(EventSelection.Lifetimes, plan.Duration ?? TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds, s_look.TotalSeconds, s_longestForLifetimes.TotalSeconds)), cancellationToken);
        Note("Lifetimes", lifetimes, "as long as the allocations, within limits");
        return lifetimes;
    }

    /// <summary>A short-lived program has ended before the next step: where it is ours to start, it starts once more.</summary>
    private async Task RunAgainAsync(CancellationToken cancellationToken)
    {
        if (program.HasEnded)
        {
            await program.StartAgainAsync(cancellationToken);
        }
    }

    private Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        _left -= length;
        return progress.WhileAsync($"Recording {events.Name} of {program.Name}", length, () => program.RecordAsync(events, length, cancellationToken));
    }

    private void Note(string what, Findings recorded, string chosen)
    {
        string why = program.HasEnded ? "until the program ended" : plan.Duration is not null ? "as asked" : chosen;
        string sentence = string.Create(CultureInfo.InvariantCulture, $"{what} were recorded for {recorded.Duration.TotalSeconds:0} s, {why}.");
        _recordings.Add(sentence);
        progress.Tell(sentence);
    }
}

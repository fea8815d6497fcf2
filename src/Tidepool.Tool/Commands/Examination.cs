using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>Runs the steps in order: pauses first, and allocations only if pauses are a problem. If a step fails or is stopped, the verdict is based on what
/// was recorded until then.</summary>
/// <param name="program">The program to examine.</param>
/// <param name="plan">How long to record.</param>
/// <param name="thresholds">What counts as a problem.</param>
/// <param name="progress">Shows progress.</param>
internal sealed class Examination(IRecordedProgram program, RecordingPlan plan, Thresholds thresholds, ProgressReport progress)
{
    /// <summary>The number of pauses that is enough if they are already known to be a problem.</summary>
    private const int EnoughBadPauses = 20;

    /// <summary>A program that ended sooner can't be judged.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longestForPauses = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestForLifetimes = TimeSpan.FromSeconds(30);

    /// <summary>The longest that all steps may record together.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly List<string> _recordings = [];
    private readonly List<string> _notes = [];

    /// <summary>The remaining recording time, which applies if the user doesn't set a duration.</summary>
    private TimeSpan _left = s_longest;

    /// <summary>Examines the program and reaches a verdict.</summary>
    /// <param name="cancellationToken">Stops the examination. The verdict is then based on what was recorded until then, and says so.</param>
    /// <exception cref="OperationCanceledException">The examination was stopped before there was anything to judge.</exception>
    /// <exception cref="ToolException">The program can't be examined: nothing was recorded.</exception>
    internal async Task<Judgement> RunAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordPausesAsync(cancellationToken);
        NoteChildren();
        Findings? allocations = null;
        Findings? lifetimes = null;
        if (thresholds.IsPauseProblem([pauses]) && await RunAgainAsync("what it allocates", cancellationToken))
        {
            // Induced collections need only the stacks of their callers.
            bool isForCallers = Judgement.AreOnlyInduced([pauses], thresholds);
            bool isForSamples = !isForCallers && pauses.AllocatedBytes >= Thresholds.NextToNothing * pauses.Duration.TotalSeconds;
            Func<Findings, bool> isEnough = isForCallers ? static found => found.InducedBy.Count > 0
                : found => !isForSamples || Evidence.IsEnough(found.Samples, plan.Samples);
            allocations = await RecordAllocationsAsync(isEnough, cancellationToken);
            bool isForLifetimes = allocations is not null && plan.WithLifetimes && isForSamples && Evidence.Missing([allocations], plan.Samples) is null
                && thresholds.IsByteArrays(PauseSummary.Of([pauses]), [allocations]);
            lifetimes = isForLifetimes && await RunAgainAsync("how long that lives", cancellationToken)
                ? await RecordLifetimesAsync(allocations!.Duration, cancellationToken) : null;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            _notes.Add("This is a partial answer: the examination was stopped before its end, and judges what was recorded until then.");
        }

        return Judge(pauses, allocations, lifetimes);
    }

    private Judgement Judge(Findings pauses, Findings? allocations, Findings? lifetimes)
    {
        Judgement judgement = Judgement.Of([pauses], allocations is null ? [] : [allocations], lifetimes is null ? [] : [lifetimes], thresholds, plan.Samples);
        return judgement with
        {
            Recordings = _recordings,
            Notes = [.. judgement.Notes, .. _notes],
            LifetimesMissing = plan.WithLifetimes && lifetimes?.Lifetimes is null ? WhyMissing(lifetimes) : null,
        };
    }

    private static string WhyMissing(Findings? lifetimes) => lifetimes is null ? "the examination ended before that"
        : lifetimes.Pauses.Count == 0
        ? $"no collection happened in those {Words.Number(lifetimes.Duration.TotalSeconds)} s"
        : $"none of the sampled arrays met one of the {Words.Number(lifetimes.Pauses.Count)} collections in those "
            + $"{Words.Number(lifetimes.Duration.TotalSeconds)} s";

    private async Task<Findings> RecordPausesAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordAsync(EventSelection.Pauses, plan.Duration ?? s_look, cancellationToken);
        if (pauses.Duration < s_shortest)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (program.HasEnded)
            {
                throw program.EndedTooSoon(cause: null);
            }
        }

        while (IsToGoOn(cancellationToken) && !IsEnough(pauses) && s_longest - _left < s_longestForPauses
            && await TryRecordAsync(EventSelection.Pauses, s_look, cancellationToken) is { } more)
        {
            pauses = pauses.Then(more);
        }

        string count = Words.Number(pauses.Pauses.Count);
        string chosen = IsEnough(pauses) ? $"until there were enough, {count}"
            : pauses.Pauses.Count == 1 ? "in which there was only one"
            : pauses.Pauses.Count > 1 ? $"in which there were only {count}"
            : "in which there were none";
        Note("Pauses", pauses, chosen, cancellationToken);
        return pauses;
    }

    private bool IsEnough(Findings pauses) =>
        pauses.Pauses.Count >= PauseSummary.EnoughForPercentile || (pauses.Pauses.Count >= EnoughBadPauses && thresholds.IsPauseProblem([pauses]));

    /// <summary>Whether recording may continue.</summary>
    private bool IsToGoOn(CancellationToken cancellationToken) =>
        plan.Duration is null && !program.HasEnded && !cancellationToken.IsCancellationRequested;

    private async Task<Findings?> RecordAllocationsAsync(Func<Findings, bool> isEnough, CancellationToken cancellationToken)
    {
        if (await TryRecordAsync(EventSelection.Allocations, plan.Duration ?? s_look, cancellationToken) is not { } allocations)
        {
            return null;
        }

        TimeSpan recorded = s_look;
        TimeSpan kept = plan.WithLifetimes ? s_longestForLifetimes : TimeSpan.Zero;
        while (IsToGoOn(cancellationToken) && _left > kept && !isEnough(allocations))
        {
            // Estimates the remaining time from the samples so far, with a margin.
            double part = Evidence.PartOf(allocations.Samples, plan.Samples);
            TimeSpan more = TimeSpan.FromSeconds(Math.Min((_left - kept).TotalSeconds, Math.Max(1, recorded.TotalSeconds * ((1.1 / part) - 1))));
            if (await TryRecordAsync(EventSelection.Allocations, more, cancellationToken) is not { } next)
            {
                break;
            }

            allocations = allocations.Then(next);
            recorded += more;
        }

        string samples = Words.Number(allocations.Samples.Count);
        string chosen = Evidence.IsEnough(allocations.Samples, plan.Samples) ? $"until there were enough samples, {samples}"
            : isEnough(allocations) ? $"which was enough here, with {samples} samples"
            : $"which is as long as the two minutes for all steps allow, with {samples} samples";
        Note("Allocations", allocations, chosen, cancellationToken);
        return allocations;
    }

    private async Task<Findings?> RecordLifetimesAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        TimeSpan planned = plan.Duration ?? TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds, s_look.TotalSeconds, s_longestForLifetimes.TotalSeconds));
        Findings? lifetimes = await TryRecordAsync(EventSelection.Lifetimes, planned, cancellationToken);
        if (lifetimes is not null)
        {
            Note("Lifetimes", lifetimes, "about as long as the allocations", cancellationToken);
        }

        return lifetimes;
    }

    /// <summary>Starts a program that ended before the next step again, if the tool started it.</summary>
    /// <returns>Whether the program is running and should be recorded.</returns>
    private async Task<bool> RunAgainAsync(string what, CancellationToken cancellationToken)
    {
        if (!program.HasEnded || cancellationToken.IsCancellationRequested)
        {
            return !cancellationToken.IsCancellationRequested;
        }

        if (!program.CanStartAgain)
        {
            _notes.Add($"This is a partial answer: {program.Name} ended after its pauses were found to be a problem, and before {what} could be recorded. "
                + "Let it run longer, or let the doctor start it: `tidepool doctor -- COMMAND`.");
            return false;
        }

        try
        {
            await program.StartAgainAsync(cancellationToken);
            return true;
        }
        catch (ToolException failure)
        {
            NotePart(failure);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void NoteChildren()
    {
        IReadOnlyList<string> children = program.Children;
        if (children.Count > 0)
        {
            _notes.Add($"{program.Name} has started .NET programs that weren't examined: {string.Join(", ", children)}. To examine one, give its id with "
                + "--process-id, or add --children for the busiest.");
        }
    }

    /// <returns>Null if the recording failed or was stopped before it began. A failure adds a note.</returns>
    private async Task<Findings?> TryRecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        try
        {
            return await RecordAsync(events, length, cancellationToken);
        }
        catch (ToolException failure)
        {
            NotePart(failure);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private void NotePart(ToolException failure) => _notes.Add($"This is a partial answer, from what was recorded before: {failure.Message}");

    private Task<Findings> RecordAsync(EventSelection events, TimeSpan length, CancellationToken cancellationToken)
    {
        _left -= length;
        return progress.WhileAsync($"Recording {events.Name} of {program.Name}", length, () => program.RecordAsync(events, length, cancellationToken));
    }

    private void Note(string what, Findings recorded, string chosen, CancellationToken stopped)
    {
        string why = stopped.IsCancellationRequested ? "until it was stopped"
            : program.HasEnded ? "until the program ended"
            : plan.Duration is not null ? "as asked"
            : chosen;
        string sentence = string.Create(CultureInfo.InvariantCulture, $"{what} were recorded for {recorded.Duration.TotalSeconds:0} s, {why}.");
        _recordings.Add(sentence);
        progress.Tell(sentence);
    }
}

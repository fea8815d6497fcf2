using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The steps in their order: pauses first, and allocations only where pauses are a problem. What breaks off after the first step is judged by what
/// was recorded until then.</summary>
/// <param name="program">The program.</param>
/// <param name="plan">How long to record.</param>
/// <param name="thresholds">What counts as a problem.</param>
/// <param name="progress">Tells what is going on.</param>
internal sealed class Examination(IRecordedProgram program, RecordingPlan plan, Thresholds thresholds, ProgressReport progress)
{
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
    private readonly List<string> _notes = [];

    /// <summary>How long may still be recorded, where the user doesn't say how long.</summary>
    private TimeSpan _left = s_longest;

    /// <summary>Examines, and judges.</summary>
    /// <exception cref="ToolException">It can't be done: nothing was recorded.</exception>
    internal async Task<Judgement> RunAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordPausesAsync(cancellationToken);
        NoteChildren();
        if (!thresholds.IsPauseProblem([pauses]))
        {
            return Judge(pauses, null, null);
        }

        // Collections that were asked for need the stacks of their calls, and no more than that.
        bool isLookEnough = Judgement.IsInduced([pauses], thresholds) || pauses.AllocatedBytes < Thresholds.NextToNothing * pauses.Duration.TotalSeconds;
        Findings? allocations = await RunAgainAsync("what it allocates", cancellationToken) ? await RecordAllocationsAsync(isLookEnough, cancellationToken)
            : null;
        bool isForLifetimes = allocations is not null && plan.WithLifetimes && !isLookEnough && Evidence.Missing([allocations], plan.Samples) is null
            && thresholds.IsByteArrays([allocations]);
        Findings? lifetimes = isForLifetimes && await RunAgainAsync("how long that lives", cancellationToken)
            ? await RecordLifetimesAsync(allocations!.Duration, cancellationToken) : null;
        return Judge(pauses, allocations, lifetimes);
    }

    private Judgement Judge(Findings pauses, Findings? allocations, Findings? lifetimes)
    {
        Judgement judgement = Judgement.Of([pauses], allocations is null ? [] : [allocations], lifetimes is null ? [] : [lifetimes], thresholds, plan.Samples);
        return judgement with
        {
            Recordings = _recordings,
            Notes = [.. judgement.Notes, .. _notes],
            LifetimesRecorded = lifetimes is { Lifetimes: null } ? lifetimes.Duration : null,
        };
    }

    private async Task<Findings> RecordPausesAsync(CancellationToken cancellationToken)
    {
        Findings pauses = await RecordAsync(EventSelection.Pauses, plan.Duration ?? s_look, cancellationToken);
        if (program.HasEnded && pauses.Duration < s_shortest)
        {
            throw program.EndedTooSoon(cause: null);
        }

        while (plan.Duration is null && !program.HasEnded && !IsEnough(pauses) && s_longest - _left < s_longestForPauses
            && await TryRecordAsync(EventSelection.Pauses, s_look, cancellationToken) is { } more)
        {
            pauses = pauses.Then(more);
        }

        string count = Words.Number(pauses.Pauses.Count);
        Note("Pauses", pauses, IsEnough(pauses) ? $"until there were enough, {count}" : pauses.Pauses.Count > 0 ? $"in which there were only {count}"
            : "in which there were none");
        return pauses;
    }

    private bool IsEnough(Findings pauses) =>
        pauses.Pauses.Count >= PauseSummary.EnoughForPercentile || (pauses.Pauses.Count >= EnoughBadPauses && thresholds.IsPauseProblem([pauses]));

    private async Task<Findings?> RecordAllocationsAsync(bool isLookEnough, CancellationToken cancellationToken)
    {
        if (await TryRecordAsync(EventSelection.Allocations, plan.Duration ?? s_look, cancellationToken) is not { } allocations)
        {
            return null;
        }

        TimeSpan recorded = s_look;
        TimeSpan kept = plan.WithLifetimes ? s_longestForLifetimes : TimeSpan.Zero;
        while (plan.Duration is null && !isLookEnough && !program.HasEnded && _left > kept && !Evidence.IsEnough(allocations.Samples, plan.Samples))
        {
            // As long again as it should take by what has come so far, and a little more.
            double missing = allocations.Samples.Count == 0 ? double.MaxValue : (plan.Samples * 1.1 / allocations.Samples.Count) - 1;
            TimeSpan more = TimeSpan.FromSeconds(Math.Min((_left - kept).TotalSeconds, Math.Max(1, recorded.TotalSeconds * missing)));
            if (await TryRecordAsync(EventSelection.Allocations, more, cancellationToken) is not { } next)
            {
                break;
            }

            allocations = allocations.Then(next);
            recorded += more;
        }

        string samples = Words.Number(allocations.Samples.Count);
        Note("Allocations", allocations, Evidence.IsEnough(allocations.Samples, plan.Samples) ? $"until there were samples enough, {samples}"
            : isLookEnough ? $"for a look, with {samples} samples"
            : $"as long as the two minutes for all steps allow, with {samples} samples");
        return allocations;
    }

    private async Task<Findings?> RecordLifetimesAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        TimeSpan planned = plan.Duration ?? TimeSpan.FromSeconds(Math.Clamp(length.TotalSeconds, s_look.TotalSeconds, s_longestForLifetimes.TotalSeconds));
        Findings? lifetimes = await TryRecordAsync(EventSelection.Lifetimes, planned, cancellationToken);
        if (lifetimes is not null)
        {
            Note("Lifetimes", lifetimes, "as long as the allocations, within limits");
        }

        return lifetimes;
    }

    /// <summary>A short-lived program has ended before the next step: where it is ours to start, it starts once more.</summary>
    /// <returns>Whether it runs.</returns>
    private async Task<bool> RunAgainAsync(string what, CancellationToken cancellationToken)
    {
        if (!program.HasEnded)
        {
            return true;
        }

        if (!program.CanStartAgain)
        {
            _notes.Add($"This is a part of the answer: {program.Name} has ended after its pauses were found to be a problem, and before {what} could be "
                + $"recorded. Let it run longer, or let this start it: `tidepool doctor -- COMMAND`.");
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
    }

    private void NoteChildren()
    {
        IReadOnlyList<string> children = program.Children;
        if (children.Count > 0)
        {
            _notes.Add($"{program.Name} has started .NET programs that weren't examined: {string.Join(", ", children)}. Give the id of one with "
                + $"--process-id, or --children to examine the one that works most.");
        }
    }

    /// <returns>Null where it broke off; a note then says so.</returns>
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
    }

    private void NotePart(ToolException failure) => _notes.Add($"This is a part of the answer, by what was recorded before: {failure.Message}");

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

using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Points out that a verdict is close to a limit and could change with slightly different figures, and says how close.</summary>
internal static class CloseCalls
{
    /// <summary>A program that uses a smaller share of a processor, and allocates little, may be busier at other times.</summary>
    private const double LightLoad = 0.2;

    /// <summary>Allocation rate in bytes per second below which a program allocates little.</summary>
    private const double LittleAllocated = 10 * Thresholds.NextToNothing;

    /// <summary>With fewer pauses than this, little is known about them.</summary>
    private const int FewCollections = 3;

    /// <summary>A pause longer than the median by this factor is an outlier.</summary>
    private const double StandsOut = 5;

    /// <summary>How far shares of ticks may easily be from the truth: 39 % where it was 45 % was measured (docs/doctor-trust.md).</summary>
    private const double TicksMayBeOff = 0.1;

    /// <summary>Arrays with at least this share of the byte arrays' bytes are called most of them.</summary>
    private const double Most = 0.5;

    /// <returns>A sentence for each close call; none if no limit is near.</returns>
    internal static IReadOnlyList<string> Of(Judgement judgement) =>
    [
        .. new[] { OfPauses(judgement), OfLoad(judgement), OfByteArrays(judgement), OfSizes(judgement) }.OfType<string>(),
    ];

    private static string? OfPauses(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        Thresholds limits = judgement.Thresholds;
        bool isProblem = limits.IsPauseProblem(judgement.Traces);
        if (!isProblem && pauses.Share > limits.MaxPauseShare && pauses.Longest > StandsOut * pauses.P50)
        {
            return string.Create(CultureInfo.InvariantCulture, $"One pause stands out, of {Words.Milliseconds(pauses.Longest)}: without it, "
                + $"{pauses.ShareWithoutLongest:0.0## %} of the time is paused. A longer recording, with --duration, shows whether that was chance.");
        }

        int over = judgement.Traces.Sum(trace => trace.Pauses.Count(pause => pause.Milliseconds > limits.MaxPauseP99));
        if (!isProblem && over > 0)
        {
            return OfLongPauses(pauses, over, limits.MaxPauseP99);
        }

        return !limits.AreTooLong(pauses, judgement.Traces) && pauses.ShareError is { } error && Math.Abs(pauses.Share - limits.MaxPauseShare) < error
            ? string.Create(CultureInfo.InvariantCulture, $"That is a close call: {pauses.Share:0.0## %} ± {error * 100:0.0##} of the time is paused, and the "
                + $"limit of {Words.Percent(limits.MaxPauseShare)} lies within that. Record longer, with --duration, to be more certain.")
            : null;
    }

    /// <summary>Says that single pauses were over the limit, though too few to count as a problem.</summary>
    private static string OfLongPauses(PauseSummary pauses, int over, double limit)
    {
        string which = pauses.Count == 1 ? "The only pause is"
            : over == 1 ? $"1 of {Words.Number(pauses.Count)} pauses is"
            : $"{Words.Number(over)} of {Words.Number(pauses.Count)} pauses are";
        string longest = over == 1 ? $"{Words.Milliseconds(pauses.Longest)} long" : $"up to {Words.Milliseconds(pauses.Longest)} long";
        return $"{which} over {Words.Milliseconds(limit)}, {longest}. "
            + (pauses.HasPercentile
                ? "The limit is for the 99th percentile, so one in a hundred may be. If a single long pause matters to you, look at those."
                : "That may be chance. A longer recording, with --duration, shows whether it is.");
    }

    private static string? OfLoad(Judgement judgement)
    {
        if (judgement.Verdict != Verdict.NoGcProblem)
        {
            return null;
        }

        PauseSummary pauses = judgement.Pauses;
        if (pauses.ProcessorSeconds is { } worked && worked < LightLoad * pauses.Seconds && pauses.BytesPerSecond < LittleAllocated)
        {
            return $"It used {Words.Percent(worked / pauses.Seconds)} of a processor, and allocated {Words.Rate(pauses.BytesPerSecond)}. If it works harder at "
                + "other times, examine it then.";
        }

        return pauses.Count >= FewCollections ? null
            : $"{(pauses.Count == 0 ? "No collection" : pauses.Count == 1 ? "Only one pause" : $"Only {Words.Number(pauses.Count)} pauses")} happened in the "
                + $"{Words.Number(pauses.Seconds)} s that were recorded. Collections that are rarer, full ones above all, may not have been seen. A longer "
                + "recording, with --duration, shows more.";
    }

    private static string? OfByteArrays(Judgement judgement)
    {
        if (judgement is not { Allocations: { } allocations, Triggered: { } triggered } || triggered >= judgement.Thresholds.MinByteArrayShare)
        {
            return null;
        }

        double limit = judgement.Thresholds.MinByteArrayShare;
        Share share = allocations.ForAPool;
        if (share.IsOfTicks)
        {
            return share.Samples > 0 && Math.Abs(share.Value - limit) < TicksMayBeOff
                ? $"That is a close call: byte arrays that no pool made are {Words.Percent(share)} of the bytes allocated, and the limit of "
                    + $"{Words.Percent(limit)} is so near that these samples can't tell which side they are on."
                : null;
        }

        return share.Samples > 0 && share.Low < limit && share.High >= limit
            ? $"That is a close call: byte arrays that no pool made are {Words.Percent(share)} of the bytes allocated, and the limit of "
                + $"{Words.Percent(limit)} lies within that. More samples, with --samples, make it more certain."
            : null;
    }

    /// <summary>Says that most arrays are close to the smallest size that is worth pooling: up to twice that size if a pool is advised, or down to half of it
    /// if they were too small.</summary>
    private static string? OfSizes(Judgement judgement)
    {
        const int Smallest = AllocationSample.SmallestWorthPooling;
        int near = judgement.Verdict.IsPool ? 2 * Smallest : Smallest;
        return (judgement.Verdict.IsPool || judgement.Verdict == Verdict.TooSmall)
            && judgement.Allocations!.Histogram.Where(bucket => bucket.Limit == near).Sum(static bucket => bucket.Share.Value) > Most
            ? $"That is a close call: most of these arrays have {near / 2} to {near} B, and a pool costs less than the collector from about {Smallest} B on. "
                + "Try it where most of them are allocated, and compare before and after, with --compare."
            : null;
    }
}

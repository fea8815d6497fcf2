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

    /// <summary>A pause longer than the median by this factor is an outlier.</summary>
    private const double StandsOut = 5;

    /// <summary>From this share of the byte arrays' bytes on, arrays are called most of them.</summary>
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
        int over = judgement.Traces.Sum(trace => trace.Pauses.Count(pause => pause.Milliseconds > limits.MaxPauseP99));
        if (!isProblem && pauses.Share > limits.MaxPauseShare && pauses.Longest > StandsOut * pauses.P50)
        {
            return string.Create(CultureInfo.InvariantCulture, $"One pause stands out: without it {pauses.ShareWithoutLongest:0.0## %} of the time is paused. "
                + $"A longer recording, with --duration, tells whether it was chance.");
        }

        if (!isProblem && over > 0 && !pauses.HasPercentile)
        {
            string few = pauses.Count == 1 ? "The only pause is" : $"{Words.Number(over)} of {Words.Number(pauses.Count)} pauses {(over == 1 ? "is" : "are")}";
            return $"{few} over {Words.Milliseconds(limits.MaxPauseP99)}, which may be chance. A longer recording, with --duration, tells.";
        }

        bool isLengthOver = pauses.HasPercentile && pauses.P99 > limits.MaxPauseP99;
        return !isLengthOver && pauses.ShareError is { } error && Math.Abs(pauses.Share - limits.MaxPauseShare) < error
            ? string.Create(CultureInfo.InvariantCulture, $"That is a close call: {pauses.Share:0.0## %} ± {error * 100:0.0##} of the time is paused, and the "
                + $"limit of {Words.Percent(limits.MaxPauseShare)} lies within that. Record longer, with --duration, to be surer.")
            : null;
    }

    private static string? OfLoad(Judgement judgement) =>
        judgement.Verdict == Verdict.NoGcProblem && judgement.Pauses is { ProcessorSeconds: { } worked } pauses && worked < LightLoad * pauses.Seconds
            && pauses.BytesPerSecond < LittleAllocated
            ? $"It took {Words.Percent(worked / pauses.Seconds)} of a processor, and allocated {Words.Rate(pauses.BytesPerSecond)}: if it works harder at "
                + "other times, examine it then."
            : null;

    private static string? OfByteArrays(Judgement judgement)
    {
        if (judgement is not { Allocations: { } allocations, Triggered: { } triggered } || triggered >= judgement.Thresholds.MinByteArrayShare)
        {
            return null;
        }

        double limit = judgement.Thresholds.MinByteArrayShare;
        Share share = allocations.ForAPool;
        return share.Samples > 0 && share.Low < limit && share.High >= limit
            ? $"That is a close call: byte arrays that no pool made are {Words.Percent(share)} of the bytes allocated, and the limit of "
                + $"{Words.Percent(limit)} lies within that. More samples, with --samples, tell more."
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
            ? $"That is a close call: most of these arrays are of {near / 2} to {near} B, and it is from about {Smallest} B on that a pool costs less than the "
                + "collector. Try it where most of them are allocated, and compare before and after, with --compare."
            : null;
    }
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>What counts as a problem.</summary>
/// <param name="MaxPauseShare">More of the time paused is one, 0 to 1.</param>
/// <param name="MaxPauseP99">So is a 99th percentile of pauses over so many milliseconds.</param>
/// <param name="MinByteArrayShare">Less of the bytes allocated are byte arrays that no pool made, and byte arrays aren't the problem, 0 to 1.</param>
internal sealed record Thresholds(double MaxPauseShare, double MaxPauseP99, double MinByteArrayShare)
{
    /// <summary>So rarely may chance make pauses look too long that aren't.</summary>
    private const double Significance = 0.05;

    /// <summary>Of pauses whose 99th percentile is right at the limit, so many are over it.</summary>
    private const double OverAtTheLimit = 0.01;

    /// <summary>Under so many bytes a second nothing that is allocated can be the cause of pauses.</summary>
    internal const double NextToNothing = 100_000;

    /// <summary>Of one processor: a program that takes less of it isn't at work.</summary>
    internal const double HardlyRuns = 0.05;

    internal static Thresholds Default { get; } = new(0.01, 10, 0.30);

    /// <summary>Whether pauses are too long, or too much of the time. One that stands out doesn't make the difference.</summary>
    internal bool IsPauseProblem(IReadOnlyList<Findings> findings)
    {
        PauseSummary pauses = PauseSummary.Of(findings);
        return pauses.ShareWithoutLongest > MaxPauseShare
            || AreTooLong(pauses, findings.Sum(part => part.Pauses.Count(pause => pause.Milliseconds > MaxPauseP99)));
    }

    /// <summary>Whether the program did next to nothing while it was recorded, so that its pauses tell nothing either.</summary>
    internal static bool HardlyRan(PauseSummary pauses) =>
        pauses.BytesPerSecond < NextToNothing && pauses.ProcessorSeconds is { } seconds && seconds < HardlyRuns * pauses.Seconds;

    /// <summary>Whether byte arrays that no pool made are the problem: they are a large part of what is allocated, or trigger a large part of the
    /// pauses.</summary>
    internal bool IsByteArrays(PauseSummary pauses, IReadOnlyList<Findings> findings)
    {
        AllocationSample[] samples = [.. findings.SelectMany(static part => part.Samples)];
        Share share = Share.Of(samples, static sample => sample.IsForAPool);
        return share.Samples > 0
            && Math.Max(share.Value, PauseSaving.Triggered(pauses, samples, static sample => sample.IsForAPool)) >= MinByteArrayShare;
    }

    private bool AreTooLong(PauseSummary pauses, int over) =>
        pauses.HasPercentile ? pauses.P99 > MaxPauseP99 : over > 1 && ChanceOfAtLeast(over, pauses.Count) < Significance;

    /// <summary>How likely so many of all are over the limit, if the 99th percentile is right at it.</summary>
    private static double ChanceOfAtLeast(int over, int count)
    {
        double chance = 0;
        double ofExactly = Math.Pow(1 - OverAtTheLimit, count);
        for (int exactly = 0; exactly < over; exactly++)
        {
            chance += ofExactly;
            ofExactly *= (count - exactly) / (exactly + 1.0) * OverAtTheLimit / (1 - OverAtTheLimit);
        }

        return 1 - chance;
    }
}

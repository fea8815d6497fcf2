using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>What counts as a problem.</summary>
/// <param name="MaxPauseShare">The largest acceptable share of the time paused, 0 to 1.</param>
/// <param name="MaxPauseP99">The largest acceptable 99th percentile of pauses, in milliseconds.</param>
/// <param name="MinByteArrayShare">The smallest share of all bytes allocated, 0 to 1, at which byte arrays not made by a pool are considered the
/// problem.</param>
internal sealed record Thresholds(double MaxPauseShare, double MaxPauseP99, double MinByteArrayShare)
{
    /// <summary>The accepted probability that acceptable pauses look too long by chance.</summary>
    private const double Significance = 0.05;

    /// <summary>The share of pauses over the limit when their 99th percentile equals the limit.</summary>
    private const double OverAtTheLimit = 0.01;

    /// <summary>With a lower allocation rate, in bytes per second, allocations can't be the cause of the pauses.</summary>
    internal const double NextToNothing = 100_000;

    /// <summary>A program that uses a smaller share of one processor is considered idle.</summary>
    internal const double HardlyRuns = 0.05;

    internal static Thresholds Default { get; } = new(0.01, 10, 0.30);

    /// <summary>Whether pauses are too long, or take too much of the time. A single outlier doesn't count.</summary>
    internal bool IsPauseProblem(IReadOnlyList<Findings> findings)
    {
        PauseSummary pauses = PauseSummary.Of(findings);
        return pauses.ShareWithoutLongest > MaxPauseShare || AreTooLong(pauses, findings);
    }

    /// <summary>Whether the program was practically idle while it was recorded, so that its pauses say nothing.</summary>
    internal static bool HardlyRan(PauseSummary pauses) =>
        pauses.BytesPerSecond < NextToNothing && pauses.ProcessorSeconds is { } seconds && seconds < HardlyRuns * pauses.Seconds;

    /// <summary>Whether byte arrays not made by a pool are the problem: they are a large part of the allocated bytes, or trigger a large part of the
    /// pauses.</summary>
    internal bool IsByteArrays(PauseSummary pauses, IReadOnlyList<Findings> findings)
    {
        AllocationSample[] samples = [.. findings.SelectMany(static part => part.Samples)];
        Share share = Share.Of(samples, static sample => sample.IsForAPool);
        return share.Samples > 0
            && Math.Max(share.Value, PauseSaving.Triggered(pauses, samples, static sample => sample.IsForAPool)) >= MinByteArrayShare;
    }

    /// <summary>Whether the pauses are too long, however much of the time they take.</summary>
    internal bool AreTooLong(PauseSummary pauses, IReadOnlyList<Findings> findings)
    {
        int over = findings.Sum(part => part.Pauses.Count(pause => pause.Milliseconds > MaxPauseP99));
        return pauses.HasPercentile ? pauses.P99 > MaxPauseP99 : over > 1 && ChanceOfAtLeast(over, pauses.Count) < Significance;
    }

    /// <summary>The probability that at least this many of all pauses are over the limit if their 99th percentile equals the limit.</summary>
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

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>The pauses of one or many traces. Times in milliseconds.</summary>
internal sealed record PauseSummary(int Count, double Seconds, double PausedSeconds, double P50, double P99, double Longest, double AllocatedBytes,
    IReadOnlyList<PauseSummary.Kind> Kinds)
{
    /// <summary>A 99th percentile is one pause in a hundred: of fewer it is the longest, and is called so.</summary>
    internal const int EnoughForPercentile = 100;

    /// <summary>So many standard errors to each side hold 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    /// <summary>How much one second differs from another takes so many to be told.</summary>
    private const int FewestSeconds = 5;

    /// <summary>The part of the time that was paused, 0 to 1.</summary>
    internal double Share => Seconds == 0 ? 0 : PausedSeconds / Seconds;

    /// <summary>The same without the longest pause.</summary>
    internal double ShareWithoutLongest => Seconds == 0 ? 0 : (PausedSeconds - (Longest / 1_000)) / Seconds;

    internal double BytesPerSecond => Seconds == 0 ? 0 : AllocatedBytes / Seconds;

    internal bool HasPercentile => Count >= EnoughForPercentile;

    /// <summary>Half of the 95 % interval of <see cref="Share"/>, by how much one second differs from another; null where there are too few.</summary>
    internal double? ShareError { get; private init; }

    /// <summary>The same of <see cref="BytesPerSecond"/>.</summary>
    internal double? BytesPerSecondError { get; private init; }

    /// <summary>Processor time, in seconds; null where it isn't known.</summary>
    internal double? ProcessorSeconds { get; private init; }

    /// <summary>Pauses by what triggered their collections, the longest in total first.</summary>
    internal IReadOnlyList<CausePart> Causes =>
    [
        .. Kinds.GroupBy(static kind => kind.Cause)
            .Select(cause => new CausePart(
                cause.Key, cause.Sum(static kind => kind.Count), cause.Sum(static kind => kind.Total), cause.Max(static kind => kind.Longest),
                    PausedSeconds == 0 ? 0 : cause.Sum(static kind => kind.Total) / PausedSeconds / 1_000))
            .OrderByDescending(static cause => cause.Total),
    ];

    internal static PauseSummary Of(IReadOnlyList<Findings> findings)
    {
        Pause[] pauses = [.. findings.SelectMany(static part => part.Pauses)];
        double[] lengths = [.. pauses.Select(static pause => pause.Milliseconds).Order()];
        return new PauseSummary(
            lengths.Length,
            findings.Sum(static part => part.Duration.TotalSeconds),
            findings.Sum(static part => part.PausedSeconds),
            Percentile(lengths, 0.50),
            Percentile(lengths, 0.99),
            lengths.LastOrDefault(),
            findings.Sum(static part => part.AllocatedBytes),
            [
                .. pauses.GroupBy(static pause => (pause.Generation, pause.Reason))
                    .Select(static kind =>
                        new Kind(kind.Key.Generation, kind.Key.Reason, kind.Count(), kind.Sum(static pause => pause.Milliseconds),
                            kind.Max(static pause => pause.Milliseconds)))
                    .OrderByDescending(static kind => kind.Total),
            ])
        {
            ShareError = ErrorOf([.. findings.SelectMany(PausedBySecond)]),
            BytesPerSecondError = ErrorOf([.. findings.SelectMany(static part => part.Rates).Where(static reading => reading.Seconds > 0)
                .Select(static reading => reading.Bytes / reading.Seconds)]),
            ProcessorSeconds = findings.Any(static part => part.ProcessorSeconds is null) ? null : findings.Sum(static part => part.ProcessorSeconds),
        };
    }

    /// <summary>The part of the total pause that a cause has, 0 to 1.</summary>
    internal double ShareOf(GcCause cause) => Causes.FirstOrDefault(part => part.Cause == cause)?.Share ?? 0;

    /// <summary>The part of each whole second that was paused.</summary>
    private static IEnumerable<double> PausedBySecond(Findings part)
    {
        double[] seconds = new double[(int)part.Duration.TotalSeconds];
        foreach (Pause pause in part.Pauses.Where(pause => pause.Start >= 0 && pause.Start < seconds.Length * 1_000.0))
        {
            seconds[(int)(pause.Start / 1_000)] += pause.Milliseconds / 1_000;
        }

        return seconds;
    }

    private static double? ErrorOf(double[] values)
    {
        if (values.Length < FewestSeconds)
        {
            return null;
        }

        double mean = values.Average();
        return Confidence * Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length);
    }

    /// <summary>The nearest-rank percentile of sorted numbers; 0 of none.</summary>
    internal static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

    /// <summary>The pauses of one generation and reason.</summary>
    internal sealed record Kind(int Generation, string Reason, int Count, double Total, double Longest)
    {
        internal GcCause Cause => GcCauses.Of(Reason);
    }

    /// <summary>The pauses of one cause, and their part of the total pause, 0 to 1.</summary>
    internal sealed record CausePart(GcCause Cause, int Count, double Total, double Longest, double Share);
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>The pauses of one or more traces. Times are in milliseconds, except where the name says seconds.</summary>
internal sealed record PauseSummary(int Count, double Seconds, double PausedSeconds, double P50, double P99, double Longest, double AllocatedBytes,
    IReadOnlyList<PauseSummary.Kind> Kinds)
{
    /// <summary>With fewer pauses, the 99th percentile is simply the longest pause, and is reported as that.</summary>
    internal const int EnoughForPercentile = 100;

    /// <summary>The number of standard errors on each side that covers 95 % of a normal distribution.</summary>
    private const double Confidence = 1.96;

    /// <summary>With fewer seconds, the variation between them can't be estimated.</summary>
    private const int FewestSeconds = 5;

    /// <summary>The share of the time that was paused, 0 to 1.</summary>
    internal double Share => Seconds == 0 ? 0 : PausedSeconds / Seconds;

    /// <summary>Like <see cref="Share"/>, but without the longest pause.</summary>
    internal double ShareWithoutLongest => Seconds == 0 ? 0 : (PausedSeconds - (Longest / 1_000)) / Seconds;

    internal double BytesPerSecond => Seconds == 0 ? 0 : AllocatedBytes / Seconds;

    /// <summary>Whether all traces tell how much was allocated. A recording of under a second doesn't, since the runtime counts once a second.</summary>
    internal bool TellsAllocatedBytes { get; private init; } = true;

    internal bool HasPercentile => Count >= EnoughForPercentile;

    /// <summary>Half the width of the 95 % interval of <see cref="Share"/>, from the variation between seconds; null if there are too few seconds.</summary>
    internal double? ShareError { get; private init; }

    /// <summary>Half the width of the 95 % interval of <see cref="BytesPerSecond"/>; null if there are too few readings.</summary>
    internal double? BytesPerSecondError { get; private init; }

    /// <summary>Processor time in seconds; null if unknown.</summary>
    internal double? ProcessorSeconds { get; private init; }

    /// <summary>Pauses by what triggered their collections, by descending total length.</summary>
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
            TellsAllocatedBytes = findings.All(static part => part.TellsAllocatedBytes),
            ShareError = ErrorOf([.. findings.SelectMany(PausedBySecond)]),
            BytesPerSecondError = ErrorOf([.. findings.SelectMany(static part => part.Rates).Where(static reading => reading.Seconds > 0)
                .Select(static reading => reading.Bytes / reading.Seconds)]),
            ProcessorSeconds = findings.Any(static part => part.ProcessorSeconds is null) ? null : findings.Sum(static part => part.ProcessorSeconds),
        };
    }

    /// <summary>The share of the total pause due to a cause, 0 to 1.</summary>
    internal double ShareOf(GcCause cause) => Causes.FirstOrDefault(part => part.Cause == cause)?.Share ?? 0;

    /// <summary>The share of each whole second that was paused.</summary>
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

    /// <summary>The nearest-rank percentile of sorted numbers; 0 if there are none.</summary>
    internal static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];

    /// <summary>The pauses of one generation and reason.</summary>
    internal sealed record Kind(int Generation, string Reason, int Count, double Total, double Longest)
    {
        internal GcCause Cause => GcCauses.Of(Reason);

        /// <summary>Whether the collections began before the recording, which then contains neither their reason nor their generation.</summary>
        internal bool IsFromBefore => Reason.Length == 0;
    }

    /// <summary>The pauses of one cause, and their share of the total pause, 0 to 1.</summary>
    internal sealed record CausePart(GcCause Cause, int Count, double Total, double Longest, double Share);
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>What counts as a problem.</summary>
/// <param name="MaxPauseShare">More of the time paused is one, 0 to 1.</param>
/// <param name="MaxPauseP99">So is a 99th percentile of pauses over so many milliseconds.</param>
/// <param name="MinByteArrayShare">Less of the bytes allocated are byte arrays that no pool made, and byte arrays aren't the problem, 0 to 1.</param>
internal sealed record Thresholds(double MaxPauseShare, double MaxPauseP99, double MinByteArrayShare)
{
    internal static Thresholds Default { get; } = new(0.01, 10, 0.30);

    internal bool IsPauseProblem(IReadOnlyList<Findings> findings)
    {
        PauseSummary pauses = PauseSummary.Of(findings);
        return pauses.Share > MaxPauseShare || pauses.P99 > MaxPauseP99;
    }

    /// <summary>Whether byte arrays that no pool made are the problem.</summary>
    internal bool IsByteArrays(IReadOnlyList<Findings> findings) =>
        Share.Of([.. findings.SelectMany(static part => part.Samples)], static sample => sample.IsForAPool) is { Samples: > 0 } share && share.Value >= MinByteArrayShare;
}

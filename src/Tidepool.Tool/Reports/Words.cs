using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Figures and sentences that all reports share.</summary>
internal static class Words
{
    private const double Mega = 1_000_000;

    internal static string Percent(double share) => share.ToString(share < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);

    internal static string Percent(Share share) => $"{Percent(share.Value)} ± {(share.Error * 100).ToString("0.0", CultureInfo.InvariantCulture)}";

    internal static string Rate(double bytesPerSecond) => (bytesPerSecond / Mega).ToString("#,0.# MB/s", CultureInfo.InvariantCulture);

    internal static string Milliseconds(double value) => value.ToString("#,0.0 ms", CultureInfo.InvariantCulture);

    internal static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => (bytes / (double)(1 << 30)).ToString("#,0.## GiB", CultureInfo.InvariantCulture),
        >= 1 << 20 => (bytes / (double)(1 << 20)).ToString("0.## MiB", CultureInfo.InvariantCulture),
        >= 1 << 10 => (bytes / (double)(1 << 10)).ToString("0.## KiB", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    internal static string Site(CallSite site) => site.Location is null ? site.Method : $"{site.Method} ({site.Location})";

    /// <summary>The pause threshold that was passed, or that none was.</summary>
    internal static string Why(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        Thresholds limits = judgement.Thresholds;
        string share = $"{Percent(pauses.Share)} of the time is paused ({(pauses.Share > limits.MaxPauseShare ? "over" : "at most")} {Percent(limits.MaxPauseShare)})";
        string p99 = $"the 99th percentile of pauses is {Milliseconds(pauses.P99)} ({(pauses.P99 > limits.MaxPauseP99 ? "over" : "at most")} {Milliseconds(limits.MaxPauseP99)})";
        string types = judgement.Allocations is { } allocations
            ? $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated ({(judgement.Verdict == Verdict.Pool ? "at least" : "under")} {Percent(limits.MinByteArrayShare)})."
            : "";
        return $"{share}, {p99}.{types}";
    }

    /// <summary>What a pool would save, honestly.</summary>
    internal static string Saving(Recommendation advice) =>
        $"A pool would serve {Percent(advice.Pooled)} of all bytes: about {Rate(advice.BytesPerSecondAfter)} instead of {Rate(advice.BytesPerSecond)} would still be allocated. "
        + $"Total pause falls by {Percent(advice.Pooled.High)} at most, since fewer collections are needed. Single pauses may not get shorter: collections get rarer, and each finds more.";
}

using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Figures and sentences that all reports share.</summary>
internal static class Words
{
    private const double Kilo = 1_000;
    private const double Mega = 1_000_000;

    private const int MostSitesInASentence = 3;

    internal static string Percent(double share) => share.ToString(share < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture);

    internal static string Percent(Share share) => $"{Percent(share.Value)} ± {(share.Error * 100).ToString("0.0", CultureInfo.InvariantCulture)}";

    internal static string Rate(double bytesPerSecond) => bytesPerSecond >= Mega / 10
        ? (bytesPerSecond / Mega).ToString("#,0.0 MB/s", CultureInfo.InvariantCulture)
        : (bytesPerSecond / Kilo).ToString("0 kB/s", CultureInfo.InvariantCulture);

    internal static string Milliseconds(double value) => value.ToString("#,0.0 ms", CultureInfo.InvariantCulture);

    internal static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => (bytes / (double)(1 << 30)).ToString("#,0.## GiB", CultureInfo.InvariantCulture),
        >= 1 << 20 => (bytes / (double)(1 << 20)).ToString("0.## MiB", CultureInfo.InvariantCulture),
        >= 1 << 10 => (bytes / (double)(1 << 10)).ToString("0.## KiB", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    internal static string Site(CallSite site) => site.Location is null ? site.Method : $"{site.Method} ({site.Location})";

    internal static string Kind(PauseSummary.Kind kind) => string.Create(CultureInfo.InvariantCulture, $"generation {kind.Generation}, {kind.Reason}");

    /// <summary>The pause threshold that was passed, or that none was.</summary>
    internal static string Why(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        Thresholds limits = judgement.Thresholds;
        string share = $"{Percent(pauses.Share)} of the time is paused ({(pauses.Share > limits.MaxPauseShare ? "over" : "at most")} {Percent(limits.MaxPauseShare)})";
        string p99 = $"the 99th percentile of pauses is {Milliseconds(pauses.P99)} ({(pauses.P99 > limits.MaxPauseP99 ? "over" : "at most")} {Milliseconds(limits.MaxPauseP99)})";
        string types = "";
        if (judgement.Allocations is { } allocations)
        {
            string limit = $"({(judgement.Verdict == Verdict.Pool ? "at least" : "under")} {Percent(limits.MinByteArrayShare)})";
            types = allocations.FromPools.Samples == 0
                ? $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated {limit}."
                : $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated, and those that no pool made {Percent(allocations.ForAPool)} {limit}.";
        }

        return $"{share}, {p99}.{types}";
    }

    /// <summary>What a pool would save, honestly.</summary>
    internal static string Saving(Recommendation advice) =>
        $"A pool would serve {Percent(advice.Pooled)} of all bytes: about {Rate(advice.BytesPerSecondAfter)} ({Rate(advice.BytesPerSecond * (1 - advice.Pooled.High))} to {Rate(advice.BytesPerSecond * (1 - advice.Pooled.Low))}) "
        + $"instead of {Rate(advice.BytesPerSecond)} would still be allocated. "
        + $"Total pause falls by {Percent(advice.Pooled.High)} at most, since fewer collections are needed. Single pauses may not get shorter: collections get rarer, and each finds more.";

    /// <summary>Where the number of buffers comes from.</summary>
    internal static string Buffers(Recommendation advice) => advice.KnowsLifetimes
        ? "Buffers at once: the most that were alive after a full collection, with the upper end of the 95 % interval. MaxBuffersPerBucket is the largest of them, rounded up to a power of two."
        : "Buffers at once: what is allocated in a second, since how long they live wasn't recorded (--lifetimes does). MaxBuffersPerBucket is the largest of them, rounded up to a power of two. A cap that is too high costs nothing: only what was in use at once can lie idle.";

    /// <summary>That pools make byte arrays already; null where they don't.</summary>
    internal static string? PoolsThatMiss(AllocationSummary allocations) => !allocations.HasPoolsThatMiss
        ? null
        : $"{Percent(allocations.FromPools)} of the byte arrays' bytes are made by a pool that is there already ({string.Join(", ", allocations.PoolSites.Select(static site => site.Site.Pool).Distinct())}), each of them a miss. "
            + $"They are rented by {string.Join(", ", allocations.PoolSites.Take(MostSitesInASentence).Select(static site => $"{Site(site.Site)} {Percent(site.Share.Value)}"))}. "
            + "Another pool promises nothing for those: change the sizes of that pool if they are too large for it, its limits if more are out at once than it keeps, or this code if it doesn't return them.";

    /// <summary>How long byte arrays live.</summary>
    internal static string Lifetimes(LifetimeSummary lifetimes) =>
        $"Of the byte arrays' bytes {Percent(lifetimes.SurvivedOne)} survive the first collection that could take them, and {Percent(lifetimes.SurvivedTwo)} two ({Number(lifetimes.Collections)} collections).";

    /// <summary>That the trace isn't whole; null where it is.</summary>
    internal static string? Lost(Judgement judgement) => judgement.LostEvents == 0
        ? null
        : $"{Number(judgement.LostEvents)} events were lost, since the program made them faster than they could be taken: rates are too low, and shares less sure than they look.";
}

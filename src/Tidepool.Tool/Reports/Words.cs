using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Figures and sentences shared by all reports.</summary>
internal static class Words
{
    private const double Kilo = 1_000;
    private const double Mega = 1_000_000;

    private const int MostSitesInASentence = 3;

    /// <summary>The smallest share of all bytes, or of the arrays' bytes, that is worth mentioning.</summary>
    private const double WorthMentioning = 0.05;

    /// <summary>Formats a share with enough digits to show that it isn't 0.</summary>
    internal static string Percent(double share) =>
        share.ToString(share >= 0.1 ? "0 %" : share is 0 or >= 0.001 ? "0.0 %" : "0.0### %", CultureInfo.InvariantCulture);

    internal static string Percent(Share share) =>
        $"{share.Value.ToString(share.Value < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture)} ± "
            + $"{(share.Error * 100).ToString("0.0", CultureInfo.InvariantCulture)}";

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

    /// <summary>Describes a call site: the method, its location, and the library call.</summary>
    internal static string Site(CallSite site)
    {
        string method = site.Location is null ? site.Method : $"{site.Method} ({site.Location})";
        return site.Call is null || site.Pool is not null ? method : $"{method}, by {site.Call}";
    }

    internal static string Kind(PauseSummary.Kind kind) => string.Create(CultureInfo.InvariantCulture, $"generation {kind.Generation}, {kind.Reason}");

    /// <summary>Says which pause threshold was exceeded, or that none was.</summary>
    internal static string Why(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        Thresholds limits = judgement.Thresholds;
        string share = $"{PercentBeside(pauses.Share, limits.MaxPauseShare)} of the time is paused "
            + $"({(pauses.Share > limits.MaxPauseShare ? "over" : "at most")} {Percent(limits.MaxPauseShare)})";
        string longest = pauses.HasPercentile ? "the 99th percentile of pauses is" : pauses.Count == 1 ? "the only pause is"
            : $"the longest of {Number(pauses.Count)} pauses is";
        double length = pauses.HasPercentile ? pauses.P99 : pauses.Longest;
        string p99 = pauses.Count == 0 ? "there was no pause" : $"{longest} {Milliseconds(length)} ({(length > limits.MaxPauseP99 ? "over" : "at most")} "
            + $"{Milliseconds(limits.MaxPauseP99)})";
        string types = "";
        if (judgement.Allocations is { } allocations)
        {
            string limit = $"({(allocations.ForAPool.Value >= limits.MinByteArrayShare ? "at least" : "under")} {Percent(limits.MinByteArrayShare)})";
            types = allocations.FromPools.Samples == 0
                ? $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated {limit}."
                : $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated, and those that no pool made {Percent(allocations.ForAPool)} "
                    + $"{limit}.";
        }

        string triggered = judgement.Triggered is { } part
            ? $" Those that a pool could serve trigger about {Percent(part)} of {(judgement.Induced > 0 ? "the pauses that weren't asked for" : "the pauses")}."
            : "";
        return $"{share}, {p99}.{types}{triggered}";
    }

    /// <summary>Formats a share with enough digits to tell it from the limit, unless they are equal.</summary>
    private static string PercentBeside(double share, double limit) => share != limit && Percent(share) == Percent(limit)
        ? share.ToString("0.00## %", CultureInfo.InvariantCulture)
        : Percent(share);

    /// <summary>Describes what triggered collections.</summary>
    internal static string Cause(GcCause cause) => cause switch
    {
        GcCause.SmallObjects => "small objects (the budget of generation 0)",
        GcCause.LargeObjects => "large objects (their heap's budget)",
        GcCause.Induced => "calls of GC.Collect",
        GcCause.LowMemory => "low memory",
        _ => "the runtime itself",
    };

    /// <summary>Says what a pool would save, and what the estimate is based on.</summary>
    internal static string Saving(Judgement judgement)
    {
        Recommendation advice = judgement.Recommendation!;
        string basis = advice.Pause.KnowsSurvivors
            ? "the bound also counts what is left to do for what survives"
            : "the bound is all that allocation triggered, since what survives "
                + Unknown(judgement, "wasn't recorded (--lifetimes does, and makes it tighter)");
        return $"A pool would serve {Percent(advice.Pooled)} of all bytes: about {Rate(advice.BytesPerSecondAfter)} "
            + $"({Rate(advice.RateAt(advice.Pooled.High))} to {Rate(advice.RateAt(advice.Pooled.Low))}) "
            + $"instead of {Rate(advice.BytesPerSecond)} would still be allocated. "
            + $"Total pause falls by about {Percent(advice.Pause.About)} if each collection that is left takes as long as now, and by "
                + $"{Percent(advice.Pause.AtMost)} at most; {basis}. "
            + "Single pauses may not get shorter: collections get rarer, and each finds more.";
    }

    /// <summary>Explains where the number of buffers comes from.</summary>
    internal static string Buffers(Judgement judgement) => judgement.Recommendation!.KnowsLifetimes
        ? "Buffers at once: the most that were alive after a full collection, with the upper end of the 95 % interval. MaxBuffersPerBucket is the largest "
            + "of them, rounded up to a power of two."
        : "Buffers at once: what is allocated in a second, since how long they live "
            + $"{Unknown(judgement, "wasn't recorded (--lifetimes does)")}. "
            + "MaxBuffersPerBucket is the largest of them, rounded up to a power of two. A cap that is too high costs nothing: only what was in use at "
                + "once can lie idle.";

    /// <summary>Says which callers induce collections; null if none was induced.</summary>
    internal static string? Induced(Judgement judgement)
    {
        double share = judgement.Pauses.ShareOf(GcCause.Induced);
        if (share == 0)
        {
            return null;
        }

        IEnumerable<string> callers = judgement.InducedBy.Take(MostSitesInASentence)
            .Select(static caller => $"{Site(caller.Site with { Call = null })} {Percent(caller.Share)}");
        string who = judgement.InducedBy.Count == 0
            ? judgement.Sampled.Count > 0
                ? $"Who asks for them wasn't seen: none came in the {Number(judgement.Sampled.Sum(static part => part.Duration.TotalSeconds))} s in which "
                    + "stacks were recorded. Record longer, with --duration."
                : "Who asks for them isn't in the recording: it takes stacks, as those of step 2."
            : $"They are asked for by {string.Join(", ", callers)}.";
        string rest = judgement.Recommendation is { } advice
                ? $" A pool could save about {Percent(advice.Pause.About)} of it, which is reckoned without them."
            : judgement.SavedByAPoolAsWell is { } saved
                ? $" A pool could save about {Percent(saved)} of it beside them: take them out first, and then examine it again."
            : judgement.Verdict != Verdict.InducedCollections ? ""
            : judgement.Allocations is not null
                ? $" The rest of the pauses has other causes, as told here: take these collections out first, and then examine it again."
            : string.Create(
                CultureInfo.InvariantCulture, $" Without them {judgement.Pauses.Share * Math.Max(0, 1 - share):0.0 %} of the time would be paused.");
        return $"{Percent(share)} of the total pause are collections that were asked for with GC.Collect. {who}{rest}";
    }

    /// <summary>Says how fast the heap grew because arrays aren't freed; null if that is too little to mention.</summary>
    internal static string? Kept(Judgement judgement) => judgement.Kept is not { Share: >= WorthMentioning } kept
        ? null
        : $"The heap grew by {Rate(kept.Growth.BytesPerSecond)}, from {Size((long)kept.Growth.From)} to "
            + $"{Size((long)kept.Growth.To)}{(kept.Growth.FullCollections > 1 ? $" after {Number(kept.Growth.FullCollections)} full collections" : "")}"
            + (kept.Survived is { } survived ? $", and {Percent(survived)} of the arrays that were followed were alive at the end" : "")
            + $": {Percent(kept.Share)} of the arrays that a pool could serve aren't freed, and no saving is promised for those."
            + (kept.Survived is null ? $" Whether it is these arrays that stay, or other objects, {Unknown(judgement, "--lifetimes tells")}." : "");

    /// <summary>Says which arrays aren't counted, and why; null if they are few.</summary>
    internal static string? NotCounted(AllocationSummary allocations)
    {
        List<string> reasons = [];
        if (allocations.TooSmall.Value >= WorthMentioning)
        {
            reasons.Add($"{Percent(allocations.TooSmall)} are byte arrays under {AllocationSample.SmallestWorthPooling} B, for which a pool costs about as "
                + "much as the collector (stackalloc, a struct, or slices of one large buffer cost less)");
        }

        if (allocations.OutOfReach.Value >= WorthMentioning)
        {
            IEnumerable<string> names = allocations.ByteArraySites.Select(static site => site.Site.Known).OfType<KnownCall>()
                .Where(static call => !call.CanBePooled).Distinct().Select(static call => call.Name);
            reasons.Add($"{Percent(allocations.OutOfReach)} are made by calls that take no buffer of yours ({string.Join(", ", names)})");
        }

        return reasons.Count == 0 ? null : $"Not counted as saved: of all bytes {string.Join(", and ", reasons)}.";
    }

    /// <summary>What to write instead of each known call, by descending share of the allocated bytes.</summary>
    internal static IReadOnlyList<string> Instead(AllocationSummary allocations) =>
    [
        .. allocations.ByteArraySites.Where(static site => site.Site.Pool is null).Select(static site => site.Site.Known).OfType<KnownCall>().Distinct()
            .Select(static call => call.CanBePooled ? $"{call.Name} → {call.Instead}" : $"{call.Name} can't be pooled: {call.Instead}"),
    ];

    /// <summary>Says that existing pools allocate byte arrays; null if they allocate hardly any.</summary>
    internal static string? PoolsThatMiss(AllocationSummary allocations) => !allocations.HasPoolsThatMiss
        ? null
        : $"{Percent(allocations.FromPools)} of the byte arrays' bytes are made by a pool that is there already "
            + $"({string.Join(", ", allocations.PoolSites.Select(static site => site.Site.Pool).Distinct())}), each of them a miss. "
            + $"They are rented by {string.Join(", ", allocations.PoolSites.Take(MostSitesInASentence).Select(Renter))}. "
            + "Another pool promises nothing for those: change the sizes of that pool if they are too large for it, its limits if more are out at once "
                + "than it keeps, or this code if it doesn't return them.";

    /// <summary>Says how long byte arrays live.</summary>
    internal static string Lifetimes(LifetimeSummary lifetimes) =>
        $"Of the byte arrays' bytes {Percent(lifetimes.SurvivedOne)} survive the first collection that could take them, and "
            + $"{Percent(lifetimes.SurvivedTwo)} two ({Number(lifetimes.Collections)} collections).";

    /// <summary>Says that events were lost; null if none were.</summary>
    internal static string? Lost(Judgement judgement) => judgement.LostEvents == 0
        ? null
        : $"{Number(judgement.LostEvents)} events were lost, since the program made them faster than they could be taken: rates are too low, and shares "
            + "less sure than they look.";

    /// <summary>Says why lifetimes are unknown: the reason specific to this recording, or else the usual one.</summary>
    private static string Unknown(Judgement judgement, string usual) => judgement.LifetimesMissing is { } why ? $"couldn't be seen: {why}" : usual;

    private static string Renter((CallSite Site, Share Share) site) => $"{Site(site.Site)} {Percent(site.Share.Value)}";
}

using System.Globalization;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Figures and sentences shared by all reports.</summary>
internal static class Words
{
    private const double Kilo = 1_000;
    private const double Mega = 1_000_000;
    private const double Giga = 1_000_000_000;

    private const int ManyMilliseconds = 10_000;

    internal const int MostSitesInASentence = 3;

    /// <summary>If this share of the arrays gets old, the reader is told.</summary>
    private const double MentionedIfOld = 0.2;

    /// <summary>The same, if all that is known is that it may be so.</summary>
    private const double MentionedIfUnknown = 0.5;

    /// <summary>Sockets and files pin a few arrays at any time. More are worth mentioning.</summary>
    private const int ManyPinned = 100;

    /// <summary>Ways to ask for a collection. The runtime reports the same reason for all of them.</summary>
    private const string Requests = "GC.Collect, GC.GetTotalMemory(true), GC.AddMemoryPressure and the like";

    /// <summary>The smallest share of all bytes, or of the arrays' bytes, that is worth mentioning.</summary>
    internal const double WorthMentioning = 0.05;

    /// <summary>Formats a share with enough digits to show that it isn't 0.</summary>
    internal static string Percent(double share) =>
        share.ToString(share >= 0.1 ? "0 %" : share is 0 or >= 0.001 ? "0.0 %" : "0.0### %", CultureInfo.InvariantCulture);

    /// <summary>Formats a share with half of its interval, if there is one.</summary>
    internal static string Percent(Share share) => share.IsOfTicks ? $"about {Percent(share.Value)}"
        : $"{share.Value.ToString(share.Value < 0.1 ? "0.0 %" : "0 %", CultureInfo.InvariantCulture)} ± "
            + $"{(share.Error * 100).ToString("0.0", CultureInfo.InvariantCulture)}";

    internal static string Rate(double bytesPerSecond) => bytesPerSecond switch
    {
        >= Giga => (bytesPerSecond / Giga).ToString("#,0.00 GB/s", CultureInfo.InvariantCulture),
        >= Mega / 10 => (bytesPerSecond / Mega).ToString("0.0 MB/s", CultureInfo.InvariantCulture),
        _ => (bytesPerSecond / Kilo).ToString("0 kB/s", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats the rate of allocation, if it is known.</summary>
    internal static string Allocated(PauseSummary pauses) => pauses.TellsAllocatedBytes ? Rate(pauses.BytesPerSecond) : "–";

    /// <summary>Formats a number of milliseconds, in seconds if there are many.</summary>
    internal static string Milliseconds(double value) => value < ManyMilliseconds
        ? value.ToString("#,0.0 ms", CultureInfo.InvariantCulture)
        : (value / 1_000).ToString("#,0.0 s", CultureInfo.InvariantCulture);

    internal static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    internal static string Size(long bytes) => bytes switch
    {
        >= 1 << 30 => (bytes / (double)(1 << 30)).ToString("#,0.## GiB", CultureInfo.InvariantCulture),
        >= 1 << 20 => (bytes / (double)(1 << 20)).ToString("0.## MiB", CultureInfo.InvariantCulture),
        >= 1 << 10 => (bytes / (double)(1 << 10)).ToString("0.## KiB", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };

    internal static string Kind(PauseSummary.Kind kind) => kind.IsFromBefore
        ? "began before the recording"
        : string.Create(CultureInfo.InvariantCulture, $"generation {kind.Generation}, {kind.Reason}");

    /// <summary>Says how many parts a list leaves out, and what they add up to; null if it is complete.</summary>
    internal static string? Others<TKey>(Ranking<TKey> ranking)
        where TKey : notnull =>
        ranking.Others == 0 ? null : $"and {Number(ranking.Others)} more";

    /// <summary>Says which limits were exceeded, or that none was.</summary>
    internal static string Why(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        Thresholds limits = judgement.Thresholds;
        string share = $"{PercentBeside(pauses.Share, limits.MaxPauseShare)} of the time is paused "
            + $"({(pauses.Share > limits.MaxPauseShare ? "over the limit of" : "limit")} {Percent(limits.MaxPauseShare)})";
        string longest = pauses.HasPercentile ? "the 99th percentile of pauses is" : pauses.Count == 1 ? "the only pause is"
            : $"the longest of {Number(pauses.Count)} pauses is";
        double length = pauses.HasPercentile ? pauses.P99 : pauses.Longest;
        string p99 = pauses.Count == 0 ? "there was no pause"
            : $"{longest} {MillisecondsBeside(length, limits.MaxPauseP99)} "
                + $"({(length > limits.MaxPauseP99 ? "over the limit of" : "limit")} {Milliseconds(limits.MaxPauseP99)})";
        string types = "";
        if (judgement.Allocations is { } allocations)
        {
            string limit = $"({(allocations.ForAPool.Value >= limits.MinByteArrayShare ? "over" : "under")} the limit of {Percent(limits.MinByteArrayShare)})";
            types = allocations.FromPools.Samples == 0
                ? $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated {limit}."
                : $" Byte arrays are {Percent(allocations.ByteArrays)} of the bytes allocated; those that no pool made are {Percent(allocations.ForAPool)} "
                    + $"{limit}.";
        }

        string triggered = judgement.Triggered is { } part
            ? $" Those that a pool could serve trigger about {Percent(part)} of the pause time"
                + $"{(judgement.Induced > 0 ? " that the program didn't ask for" : "")}."
            : "";
        return $"{share}, and {p99}.{types}{triggered}";
    }

    /// <summary>Formats a share with enough digits to tell it from the limit, unless they are equal.</summary>
    private static string PercentBeside(double share, double limit) => share != limit && Percent(share) == Percent(limit)
        ? share.ToString("0.00## %", CultureInfo.InvariantCulture)
        : Percent(share);

    /// <inheritdoc cref="PercentBeside"/>
    private static string MillisecondsBeside(double value, double limit) => value != limit && Milliseconds(value) == Milliseconds(limit)
        ? value.ToString("#,0.00## ms", CultureInfo.InvariantCulture)
        : Milliseconds(value);

    /// <summary>Describes what triggered collections.</summary>
    internal static string Cause(GcCause cause) => cause switch
    {
        GcCause.SmallObjects => "small objects (the budget of generation 0)",
        GcCause.LargeObjects => "large objects (the budget of their heap)",
        GcCause.Induced => "the program itself (GC.Collect and the like)",
        GcCause.LowMemory => "low memory",
        _ => "other or unknown reasons",
    };

    /// <summary>Says what a pool would save, and what the estimate is based on.</summary>
    internal static string Saving(Judgement judgement)
    {
        Recommendation advice = judgement.Recommendation!;
        string basis = advice.Pause.KnowsSurvivors
            ? "the bound takes into account the work that surviving objects leave to do"
            : "the bound is all the pause time that allocation triggered, since what survives "
                + Unknown(judgement, "wasn't recorded (--lifetimes records it, and makes the bound tighter)");
        string pool = judgement.Verdict.IsPool ? "A pool" : "If each array is returned when it is done, a pool";
        string interval = advice.Pooled.IsOfTicks ? "" : $" ({Rate(advice.LowestAfter)} to {Rate(advice.HighestAfter)})";
        return $"{pool} would serve {Percent(advice.Pooled)} of all bytes. About {Rate(advice.BytesPerSecondAfter)}{interval} "
            + $"instead of {Rate(advice.BytesPerSecond)} would still be allocated. "
            + $"Total pause time falls by about {Percent(advice.Pause.About)} if each remaining collection takes as long as now, and by at most "
                + $"{Percent(advice.Pause.AtMost)}; {basis}. "
            + "Single pauses may not get shorter: there are fewer collections, and each has more to do.";
    }

    /// <summary>Explains where the number of buffers comes from.</summary>
    internal static string Buffers(Judgement judgement)
    {
        string basis = judgement.Recommendation!.KnowsLifetimes
            ? $"the most that were alive after {Collections(judgement.Lifetimes!.Collections)}, plus a margin for sampling. Dead arrays that weren't collected "
                + "yet count as alive, and between collections there may have been more."
            : "the number that fits into the largest heap that a collection left, and the most that were allocated until the next one, "
                + $"since how long they live {Unknown(judgement, "wasn't recorded (--lifetimes records it)")}. More may be needed.";
        return $"Buffers at once are an estimate: {basis} MaxBuffersPerBucket is the largest of them, rounded up to a power of two. A limit that is too high "
            + "costs nothing. If it is too low, the pool drops buffers on return and allocates them again: `tidepool watch` then shows them as discarded, and "
            + "the limit should be raised.";
    }

    /// <summary>Says that arrays are pinned, or may be; null if few are.</summary>
    internal static string? Pinned(Judgement judgement, Recommendation advice) => advice.OfPinned.Value < WorthMentioning
        ? PinnedByHandles(judgement.Traces.SelectMany(static trace => trace.Heap).Select(static reading => reading.PinnedObjects).DefaultIfEmpty().Max())
        : $"{Percent(advice.OfPinned)} of their bytes are pinned, as code outside .NET may need it: "
            + (advice.Pinned ? "so are this pool's buffers, with Pinned = true." : "rent those from a pool of their own, with Pinned = true.");

    private static string? PinnedByHandles(int most) => most < ManyPinned ? null
        : $"Up to {Number(most)} objects were pinned during a collection, by handles or with `fixed`, which keeps the heap from being compacted. If they are "
            + "these arrays, add Pinned = true: the pool's buffers then never move, and need no handles.";

    private static string Collections(int count) => count == 1 ? "the only collection that was seen" : $"one of {Number(count)} collections";

    /// <summary>Says how many of the arrays get old, where that matters and is known or could be; null otherwise.</summary>
    internal static string? Aged(Judgement judgement)
    {
        if (judgement is not { Aged: { } aged, Recommendation: not null } || aged.High < (aged.AreFollowed ? MentionedIfOld : MentionedIfUnknown))
        {
            return null;
        }

        string share = aged.Low == aged.High || Percent(aged.Low) == Percent(aged.High) ? Percent(aged.Low) : $"{Percent(aged.Low)} to {Percent(aged.High)}";
        return aged.AreFollowed || aged.Low >= MentionedIfOld
            ? $"{share} of the bytes of these arrays survive two collections: they are held for a while. A pool saves those only if the code returns them."
            : $"Whether these arrays are used and dropped, or kept for a while as in a cache, {Unknown(judgement, "isn't known; --lifetimes tells")}: "
                + $"{share} of their bytes may outlive two collections. A pool saves those only if the code returns them.";
    }

    /// <summary>Says which callers induce collections; null if none was induced.</summary>
    internal static string? Induced(Judgement judgement)
    {
        double share = judgement.Pauses.ShareOf(GcCause.Induced);
        if (share == 0)
        {
            return null;
        }

        IEnumerable<string> callers = judgement.InducedBy.Take(MostSitesInASentence).Select(static caller => $"{caller.Site.Text} ({Percent(caller.Share)})");
        int others = judgement.InducedBy.Count - MostSitesInASentence;
        string who = judgement.InducedBy.Count == 0
            ? judgement.Sampled.Count > 0
                ? $"Which code asks wasn't seen: it didn't in the {Number(judgement.Sampled.Sum(static part => part.Duration.TotalSeconds))} s in which "
                    + "stacks were recorded. Record longer, with --duration."
                : "Which code asks isn't in the recording, which has no stacks; step 2 records them."
            : $"The code that asks: {string.Join(", ", callers)}{(others > 0 ? $", and {Number(others)} more" : "")}.";
        string rest = judgement.Recommendation is { } advice
                ? $" A pool could save about {Percent(advice.Pause.About)} of the total; that doesn't include these collections."
            : judgement.SavedByAPoolAsWell is { } saved
                ? $" A pool could save about {Percent(saved)} of the total besides. Remove the requests first, then examine the program again."
            : judgement.Verdict != Verdict.InducedCollections ? ""
            : judgement.Allocations is not null
                ? " The rest of the pauses has the other causes shown here. Remove the requests first, then examine the program again."
            : string.Create(
                CultureInfo.InvariantCulture, $" Without them, {judgement.Pauses.Share * Math.Max(0, 1 - share):0.0 %} of the time would be paused.");
        return $"{Percent(share)} of the total pause time is spent in collections that the program asked for ({Requests}). {who}{rest}";
    }

    /// <summary>What to write instead of each known call, by descending share of the allocated bytes.</summary>
    internal static IReadOnlyList<string> Instead(AllocationSummary allocations) =>
    [
        .. allocations.ByteArraySites.Top.Where(static site => site.Key.Pool is null).Select(static site => site.Key.Known).OfType<KnownCall>().Distinct()
            .Select(static call => call.CanBePooled ? $"{call.Name} → {call.Instead}" : $"{call.Name} can't be pooled: {call.Instead}"),
    ];

    /// <summary>Says how long byte arrays live.</summary>
    internal static string Lifetimes(LifetimeSummary lifetimes)
    {
        string rest = lifetimes.Collections == 1 ? " Only one collection was seen, which may not be typical. Record longer, with --duration."
            : $" {Number(lifetimes.Collections)} collections were seen.";
        string two = lifetimes is { Collections: > 1, SurvivedTwo: { } twice } ? $", and {Percent(twice)} survive two" : "";
        return $"Of the byte arrays' bytes, {Percent(lifetimes.SurvivedOne)} survive the first collection that could have freed them{two}.{rest}";
    }

    /// <summary>Says that events were lost; null if none were.</summary>
    internal static string? Lost(Judgement judgement) => judgement.LostEvents == 0
        ? null
        : $"{Number(judgement.LostEvents)} events were lost, because the program sent them faster than they could be read. Rates are too low, and shares less "
            + "certain than their intervals say.";

    /// <summary>Says why lifetimes are unknown: the reason specific to this recording, or else the usual one.</summary>
    internal static string Unknown(Judgement judgement, string usual) => judgement.LifetimesMissing is { } why ? $"couldn't be seen: {why}" : usual;
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>Everything that was found, and the conclusion.</summary>
internal sealed record Judgement(
    Verdict Verdict,
    Thresholds Thresholds,
    IReadOnlyList<Findings> Traces,
    PauseSummary Pauses,
    AllocationSummary? Allocations,
    LifetimeSummary? Lifetimes,
    Recommendation? Recommendation)
{
    /// <summary>A smaller share of the pauses, or of all bytes, makes practically no difference.</summary>
    private const double NextToNothing = 0.05;

    private const string Ticks = "Allocations weren't sampled at random: there is a tick about every 100 KB. Either this runtime is older than .NET 10, or the "
        + "tool that recorded it asked for ticks, as dotnet-trace does with its profile gc-verbose. So shares have no intervals, and may be several points "
        + "off, or more if the program does the same over and over.";

    /// <summary>How long each step recorded, and why: a sentence per step. Empty when existing traces were judged.</summary>
    internal IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>What the reader needs to know besides the verdict: what is missing and why, and where else to look.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why lifetimes are unknown although they were requested, as a clause; null if they weren't requested, or are known.</summary>
    internal string? LifetimesMissing { get; init; }

    /// <summary>The share of the non-induced pauses triggered by arrays that a pool could serve, 0 to 1; null if allocations are unknown.</summary>
    internal double? Triggered { get; private init; }

    /// <summary>The share of the total pause that a pool could save in addition when the verdict is a different one, 0 to 1; null if it couldn't.</summary>
    internal double? SavedByAPoolAsWell { get; private init; }

    /// <summary>Events that the programs dropped because they weren't read fast enough.</summary>
    internal int LostEvents { get; private init; }

    /// <summary>Byte arrays that aren't freed; null if unknown.</summary>
    internal KeptArrays? Kept { get; private init; }

    /// <summary>How many of the arrays that a pool could serve get old; null if there are none, or the verdict isn't about byte arrays.</summary>
    internal AgedArrays? Aged { get; private init; }

    /// <summary>How the heap grew, in the recordings that tell; null if there were too few collections.</summary>
    internal HeapGrowth? Growth { get; private init; }

    /// <summary>The call sites that induced collections, each with its share of them, 0 to 1.</summary>
    internal IReadOnlyList<(CallSite Site, double Share)> InducedBy { get; private init; } = [];

    /// <summary>Recordings with samples, for steps 2 and 3.</summary>
    internal IReadOnlyList<Findings> Sampled { get; private init; } = [];

    /// <summary>Whether the verdict is about byte arrays, whether or not a pool would serve them.</summary>
    internal bool IsOfByteArrays => Verdict.IsPool || Verdict.Word == Verdict.Kept.Word || Verdict == Verdict.TooSmall || Verdict == Verdict.OutOfReach;

    /// <summary>Reaches a verdict.</summary>
    /// <param name="pauses">The traces of step 1.</param>
    /// <param name="allocations">Traces with samples, for steps 2 and 3; empty if the examination ended with step 1.</param>
    /// <param name="lifetimes">Traces that show what became of byte arrays; empty if that wasn't recorded.</param>
    /// <param name="thresholds">What counts as a problem.</param>
    /// <param name="enoughSamples">The number of samples that is enough.</param>
    internal static Judgement Of(
        IReadOnlyList<Findings> pauses, IReadOnlyList<Findings> allocations, IReadOnlyList<Findings> lifetimes, Thresholds thresholds,
            int enoughSamples = Evidence.EnoughSamples)
    {
        Findings[] all = [.. pauses.Concat(allocations).Concat(lifetimes).Distinct()];
        PauseSummary summary = PauseSummary.Of(pauses);
        Judgement bare = new(Verdict.NoGcProblem, thresholds, pauses, summary, null, null, null)
        {
            LostEvents = all.Sum(static part => part.LostEvents),
            InducedBy = [.. Callers(all)],
            Sampled = allocations,
            Growth = HeapGrowth.Of(pauses),
            Notes = [.. all.Select(static part => part.Partial).OfType<string>().Distinct(), .. all.Any(static part => part.AreTicks) ? [Ticks] : (string[])[]],
        };
        if (!thresholds.IsPauseProblem(pauses))
        {
            bool mayLackCollections = pauses.All(static part => part.MayLackCollections);
            return Evidence.MissingForAcquittal(summary, mayLackCollections) is { } doubt
                ? bare with { Verdict = Verdict.TooLittle, Notes = [.. bare.Notes, doubt] } : bare;
        }

        if (AreOnlyInduced(pauses, thresholds))
        {
            return bare with { Verdict = Verdict.InducedCollections };
        }

        if (Evidence.Missing(allocations, enoughSamples) is { } missing)
        {
            if (bare.IsMostlyInduced(otherwise: 1 - bare.Induced))
            {
                return bare with { Verdict = Verdict.InducedCollections };
            }

            bool hardlyAllocates = pauses.All(static part => part.TellsAllocatedBytes) && summary.BytesPerSecond < Thresholds.NextToNothing;
            return hardlyAllocates ? bare with { Verdict = Verdict.HardlyAllocates }
                : bare with { Verdict = Verdict.TooLittle, Notes = [.. bare.Notes, Evidence.Ceased(summary, allocations) ?? missing] };
        }

        Judgement judged = bare.WithAllocations(allocations, lifetimes);
        double? byAPool = judged.Verdict.IsPool ? judged.Recommendation?.Pause.About : null;
        return !bare.IsMostlyInduced(byAPool ?? 1 - bare.Induced) ? judged
            : byAPool >= NextToNothing ? judged with { Verdict = Verdict.PoolAfterwards }
            : judged with { Verdict = Verdict.InducedCollections, Recommendation = null, SavedByAPoolAsWell = byAPool };
    }

    /// <summary>Whether the pauses would be no problem without the induced collections.</summary>
    internal static bool AreOnlyInduced(IReadOnlyList<Findings> pauses, Thresholds thresholds) =>
        pauses.Any(static part => part.Pauses.Any(static pause => pause.Cause == GcCause.Induced))
            && !thresholds.IsPauseProblem([.. pauses.Select(static part => part.WithoutInduced())]);

    /// <summary>The share of the total pause due to induced collections, 0 to 1.</summary>
    internal double Induced => Pauses.ShareOf(GcCause.Induced);

    /// <summary>Whether removing the calls that induce collections saves more than anything else could.</summary>
    private bool IsMostlyInduced(double otherwise) => Induced > 0 && Induced > otherwise;

    private static IEnumerable<(CallSite Site, double Share)> Callers(Findings[] all)
    {
        CallSite[] calls = [.. all.SelectMany(static part => part.InducedBy)];
        return calls.CountBy(static site => site, CallSite.AsRead).OrderByDescending(static site => site.Value)
            .Select(site => (site.Key, site.Value / (double)calls.Length));
    }

    private Judgement WithAllocations(IReadOnlyList<Findings> allocations, IReadOnlyList<Findings> lifetimes)
    {
        AllocationSummary summary = AllocationSummary.Of(allocations);
        double bytesPerSecond = Pauses.AllocatedBytes > 0 ? Pauses.BytesPerSecond : summary.BytesPerSecond;
        bool isByteArrays = Thresholds.IsByteArrays(Pauses, allocations);
        KeptArrays? kept = isByteArrays ? KeptArrays.Of([lifetimes, allocations, Traces], lifetimes, bytesPerSecond * summary.WorthPooling.Value) : null;
        AgedArrays? aged = isByteArrays ? AgedArrays.Of(allocations, lifetimes) : null;
        double freed = 1 - (kept?.Share ?? 0);
        double triggered = PauseSaving.Triggered(Pauses, summary.All, static sample => sample.IsWorthPooling);
        double worth = Math.Max(summary.WorthPooling.Value, triggered) * freed;
        bool isWorthIt = isByteArrays && summary.WorthPooling.Samples > 0 && worth >= Thresholds.MinByteArrayShare;
        LifetimeSummary? lived = isByteArrays ? LifetimeSummary.Of(lifetimes) : null;
        bool isPoolThere = summary.HasPoolsThatMiss && summary.ByteArrays.Value >= Thresholds.MinByteArrayShare;
        Judgement found = this with { Allocations = summary, Lifetimes = lived, Kept = kept, Aged = aged, Triggered = triggered };
        if (!isWorthIt)
        {
            Verdict reason = isByteArrays ? Largest(summary, freed, kept?.IsCertain ?? false) : isPoolThere ? Verdict.PoolsMiss : Verdict.NotByteArrays;
            return found with { Verdict = reason };
        }

        if (triggered * freed < NextToNothing)
        {
            return found with { Verdict = Verdict.OthersTrigger };
        }

        bool isServer = Traces.Concat(allocations).Any(static part => part.IsServer);
        PauseSaving saving = PauseSaving.Of(Pauses, summary.All, 1 - freed, lived?.OfSurvivors, isServer);
        bool isKeptForAWhile = aged?.OfKeepers > 0 && worth * (1 - aged.OfKeepers) < Thresholds.MinByteArrayShare;
        return found with
        {
            Verdict = isKeptForAWhile ? Verdict.KeptForAWhile : Verdict.Pool,
            Recommendation = Advice.Recommendation.Of(allocations, lived, bytesPerSecond, kept) with { Pause = saving },
        };
    }

    /// <summary>Why a pool wouldn't help with the byte arrays that no pool made: the reason that rules out most of them.</summary>
    private static Verdict Largest(AllocationSummary summary, double freed, bool isCertainlyKept)
    {
        (double Share, Verdict Verdict)[] reasons =
        [
            (summary.WorthPooling.Value * (1 - freed), isCertainlyKept ? Verdict.Kept : Verdict.KeptOrHeld),
            (summary.TooSmall.Value, Verdict.TooSmall),
            (summary.OutOfReach.Value, Verdict.OutOfReach),
        ];
        (double share, Verdict verdict) = reasons.MaxBy(static reason => reason.Share);
        return share < NextToNothing ? Verdict.NotByteArrays : verdict;
    }
}

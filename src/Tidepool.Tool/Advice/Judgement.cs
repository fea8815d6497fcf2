using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>All that was found, and what follows from it.</summary>
internal sealed record Judgement(
    Verdict Verdict,
    Thresholds Thresholds,
    IReadOnlyList<Findings> Traces,
    PauseSummary Pauses,
    AllocationSummary? Allocations,
    LifetimeSummary? Lifetimes,
    Recommendation? Recommendation)
{
    /// <summary>Over this part of the total pause, what the program itself asked for is the problem, whatever else there is.</summary>
    private const double NearlyAll = 0.9;

    /// <summary>How long was recorded, and why so long: a sentence for each step. None for traces that were there.</summary>
    internal IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>What the reader has to know beside the verdict: what is missing, and why; and where else to look.</summary>
    internal IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long lifetimes were recorded, where there is nothing to tell of them; null where they weren't, or there is.</summary>
    internal TimeSpan? LifetimesRecorded { get; init; }

    /// <summary>Events that the programs could not get rid of in time.</summary>
    internal int LostEvents { get; private init; }

    /// <summary>Byte arrays that aren't freed; null where nothing tells.</summary>
    internal KeptArrays? Kept { get; private init; }

    /// <summary>Who asked for collections, and the part of the induced ones, 0 to 1.</summary>
    internal IReadOnlyList<(CallSite Site, double Share)> InducedBy { get; private init; } = [];

    /// <summary>Recordings with samples, for steps 2 and 3.</summary>
    internal IReadOnlyList<Findings> Sampled { get; private init; } = [];

    /// <summary>Whether byte arrays are what it is about, for a pool or not.</summary>
    internal bool IsOfByteArrays => Verdict == Verdict.Pool || Verdict == Verdict.Kept || Verdict == Verdict.TooSmall || Verdict == Verdict.OutOfReach;

    /// <summary>Judges.</summary>
    /// <param name="pauses">Traces for step 1.</param>
    /// <param name="allocations">Traces with samples, for steps 2 and 3; none where step 1 was the end.</param>
    /// <param name="lifetimes">Traces that say what became of byte arrays; none where that wasn't recorded.</param>
    /// <param name="thresholds">What counts as a problem.</param>
    /// <param name="enoughSamples">So many samples would be enough.</param>
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
            Notes = [.. all.Select(static part => part.Partial).OfType<string>().Distinct()],
        };
        if (!thresholds.IsPauseProblem(pauses))
        {
            return Thresholds.HardlyRan(summary) ? bare with { Verdict = Verdict.TooLittle, Notes = [.. bare.Notes, Evidence.OfLoad(summary)] } : bare;
        }

        if (IsInduced(pauses, summary, thresholds))
        {
            return bare with { Verdict = Verdict.InducedCollections };
        }

        if (Evidence.Missing(allocations, enoughSamples) is { } missing)
        {
            bool hardlyAllocates = pauses.All(static part => part.TellsAllocatedBytes) && summary.BytesPerSecond < Thresholds.NextToNothing;
            return hardlyAllocates ? bare with { Verdict = Verdict.HardlyAllocates }
                : bare with { Verdict = Verdict.TooLittle, Notes = [.. bare.Notes, missing] };
        }

        return bare.WithAllocations(allocations, lifetimes);
    }

    /// <summary>Whether the pauses are a problem because of collections that were asked for: without them there is none, or they are most of it.</summary>
    internal static bool IsInduced(IReadOnlyList<Findings> pauses, Thresholds thresholds) => IsInduced(pauses, PauseSummary.Of(pauses), thresholds);

    private static bool IsInduced(IReadOnlyList<Findings> pauses, PauseSummary summary, Thresholds thresholds) =>
        summary.ShareOf(GcCause.Induced) is var induced && induced > 0
            && (induced > NearlyAll || !thresholds.IsPauseProblem([.. pauses.Select(static part => part.WithoutInduced())]));

    private static IEnumerable<(CallSite Site, double Share)> Callers(Findings[] all)
    {
        CallSite[] calls = [.. all.SelectMany(static part => part.InducedBy)];
        return calls.CountBy(static site => site).OrderByDescending(static site => site.Value).Select(site => (site.Key, site.Value / (double)calls.Length));
    }

    private Judgement WithAllocations(IReadOnlyList<Findings> allocations, IReadOnlyList<Findings> lifetimes)
    {
        AllocationSummary summary = AllocationSummary.Of(allocations);
        double bytesPerSecond = Pauses.AllocatedBytes > 0 ? Pauses.BytesPerSecond : summary.BytesPerSecond;
        bool isByteArrays = Thresholds.IsByteArrays(allocations);
        KeptArrays? kept = isByteArrays ? KeptArrays.Of([lifetimes, allocations, Traces], lifetimes, bytesPerSecond * summary.WorthPooling.Value) : null;
        double freed = 1 - (kept?.Share ?? 0);
        bool isWorthIt = isByteArrays && summary.WorthPooling.Samples > 0 && summary.WorthPooling.Value * freed >= Thresholds.MinByteArrayShare;
        LifetimeSummary? lived = isByteArrays ? LifetimeSummary.Of(lifetimes) : null;
        bool isPoolThere = summary.HasPoolsThatMiss && summary.ByteArrays.Value >= Thresholds.MinByteArrayShare;
        Judgement found = this with { Allocations = summary, Lifetimes = lived, Kept = kept };
        if (!isWorthIt)
        {
            return found with { Verdict = isByteArrays ? Largest(summary, freed) : isPoolThere ? Verdict.PoolsMiss : Verdict.NotByteArrays };
        }

        bool isServer = Traces.Concat(allocations).Any(static part => part.IsServer);
        PauseSaving saving = PauseSaving.Of(Pauses, summary.All, 1 - freed, lived?.OfSurvivors, isServer);
        return found with
        {
            Verdict = Verdict.Pool,
            Recommendation = Advice.Recommendation.Of(allocations, lived, bytesPerSecond, 1 - freed) with { Pause = saving },
        };
    }

    /// <summary>Why byte arrays that no pool made aren't for a pool, by what takes most of them away.</summary>
    private static Verdict Largest(AllocationSummary summary, double freed)
    {
        (double Share, Verdict Verdict)[] reasons =
        [
            (summary.WorthPooling.Value * (1 - freed), Verdict.Kept),
            (summary.TooSmall.Value, Verdict.TooSmall),
            (summary.OutOfReach.Value, Verdict.OutOfReach),
        ];
        return reasons.MaxBy(static reason => reason.Share).Verdict;
    }
}

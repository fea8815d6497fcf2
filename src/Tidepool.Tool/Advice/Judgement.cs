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
    /// <summary>How long was recorded, and why so long: a sentence for each step. None for traces that were there.</summary>
    internal IReadOnlyList<string> Recordings { get; init; } = [];

    /// <summary>Events that the programs could not get rid of in time.</summary>
    internal int LostEvents { get; private init; }

    /// <summary>Judges.</summary>
    /// <param name="pauses">Traces for step 1.</param>
    /// <param name="allocations">Traces with samples, for steps 2 and 3; none where step 1 was the end.</param>
    /// <param name="lifetimes">Traces that say what became of byte arrays; none where that wasn't recorded.</param>
    /// <param name="thresholds">What counts as a problem.</param>
    internal static Judgement Of(IReadOnlyList<Findings> pauses, IReadOnlyList<Findings> allocations, IReadOnlyList<Findings> lifetimes, Thresholds thresholds)
    {
        PauseSummary pauseSummary = PauseSummary.Of(pauses);
        int lost = pauses.Concat(allocations).Concat(lifetimes).Distinct().Sum(static part => part.LostEvents);
        if (!thresholds.IsPauseProblem(pauses))
        {
            return new Judgement(Verdict.NoGcProblem, thresholds, pauses, pauseSummary, null, null, null) { LostEvents = lost };
        }

        AllocationSummary summary = AllocationSummary.Of(allocations);
        bool isByteArrays = thresholds.IsByteArrays(allocations);
        LifetimeSummary? lived = isByteArrays ? LifetimeSummary.Of(lifetimes) : null;
        return new Judgement(
            isByteArrays ? Verdict.Pool : summary.HasPoolsThatMiss && summary.ByteArrays.Value >= thresholds.MinByteArrayShare ? Verdict.PoolsMiss : Verdict.NotByteArrays,
            thresholds,
            pauses,
            pauseSummary,
            summary,
            lived,
            isByteArrays ? Recommendation.Of(allocations, lived, pauseSummary.AllocatedBytes > 0 ? pauseSummary.BytesPerSecond : summary.BytesPerSecond) : null)
        {
            LostEvents = lost,
        };
    }
}

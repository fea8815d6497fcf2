using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>All that was found, and what follows from it.</summary>
internal sealed record Judgement(
    Verdict Verdict,
    Thresholds Thresholds,
    IReadOnlyList<Findings> Traces,
    PauseSummary Pauses,
    AllocationSummary? Allocations,
    Recommendation? Recommendation)
{
    /// <summary>Judges.</summary>
    /// <param name="pauses">Traces for step 1.</param>
    /// <param name="allocations">Traces with samples, for steps 2 and 3; none where step 1 was the end.</param>
    /// <param name="thresholds">What counts as a problem.</param>
    internal static Judgement Of(IReadOnlyList<Findings> pauses, IReadOnlyList<Findings> allocations, Thresholds thresholds)
    {
        PauseSummary pauseSummary = PauseSummary.Of(pauses);
        if (!thresholds.IsPauseProblem(pauses))
        {
            return new Judgement(Verdict.NoGcProblem, thresholds, pauses, pauseSummary, null, null);
        }

        AllocationSummary summary = AllocationSummary.Of(allocations);
        bool isByteArrays = summary.ByteArrays.Value >= thresholds.MinByteArrayShare;
        return new Judgement(
            isByteArrays ? Verdict.Pool : Verdict.NotByteArrays,
            thresholds,
            pauses,
            pauseSummary,
            summary,
            isByteArrays ? Recommendation.Of(allocations, pauseSummary.AllocatedBytes > 0 ? pauseSummary.BytesPerSecond : summary.BytesPerSecond) : null);
    }
}

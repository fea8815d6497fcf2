using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>The share of the total pause that a pool could save, by what triggered the collections.</summary>
/// <param name="About">The estimate if each remaining collection takes as long as now, 0 to 1.</param>
/// <param name="AtMost">An upper bound, 0 to 1.</param>
/// <param name="KnowsSurvivors">Whether the bound is based on what survives; otherwise it includes all pauses triggered by allocation.</param>
internal sealed record PauseSaving(double About, double AtMost, bool KnowsSurvivors)
{
    private const int FullGeneration = 2;

    /// <summary>The remaining collections may be cheaper or rarer still, by up to this factor: the server collector enlarges its budgets if less survives, and
    /// young collections take longer while large objects keep a background collection going. Measured in docs/doctor-trust.md.</summary>
    private const int RarerStill = 2;

    /// <summary>If a pool takes a smaller share of the large objects' bytes, their collections remain.</summary>
    private const double TakesAway = 0.05;

    /// <summary>The share of the non-induced pauses triggered by the matching allocations, 0 to 1.</summary>
    internal static double Triggered(PauseSummary pauses, IReadOnlyList<AllocationSample> samples, Func<AllocationSample, bool> belongs)
    {
        PauseSummary.CausePart[] causes = [.. pauses.Causes.Where(static cause => cause.Cause != GcCause.Induced)];
        double total = causes.Sum(static cause => cause.Total);
        return total == 0 ? 0 : causes.Sum(cause => cause.Total * (cause.Cause switch
        {
            GcCause.SmallObjects => Part(samples.Where(static sample => !sample.IsLarge)),
            GcCause.LargeObjects => Part(samples.Where(static sample => sample.IsLarge)),
            _ => Part(samples),
        })) / total;

        double Part(IEnumerable<AllocationSample> some) => Share.Of([.. some], belongs).Value;
    }

    /// <param name="pauses">The pauses and their causes.</param>
    /// <param name="samples">What was allocated.</param>
    /// <param name="kept">The share of the poolable arrays that is kept, 0 to 1.</param>
    /// <param name="ofSurvivors">The share of the surviving bytes that belongs to those arrays, 0 to 1; null if unknown.</param>
    /// <param name="isServer">Whether the program uses the server collector, whose budgets grow if less survives.</param>
    internal static PauseSaving Of(PauseSummary pauses, IReadOnlyList<AllocationSample> samples, double kept, double? ofSurvivors, bool isServer = false)
    {
        double total = pauses.Kinds.Sum(static kind => kind.Total);
        if (total == 0)
        {
            return new PauseSaving(0, 0, ofSurvivors is not null);
        }

        Share small = Of(isLarge: false);
        Share large = Of(isLarge: true);
        Share all = Share.Of(samples, static sample => sample.IsWorthPooling);
        bool takesLargeAway = large.High >= TakesAway && pauses.Kinds.Any(static kind => kind.Cause == GcCause.LargeObjects);
        int rarer = isServer || takesLargeAway ? RarerStill : 1;
        double about = 0;
        double most = 0;
        foreach (PauseSummary.Kind kind in pauses.Kinds)
        {
            // The share of collections that would no longer happen: the estimate, and the upper bound.
            (double fewer, double fewest) = kind.Cause switch
            {
                GcCause.SmallObjects => (small.Value, small.High),
                GcCause.LargeObjects => (large.Value, large.High),
                GcCause.LowMemory => (all.Value, 1),
                GcCause.Induced => (0, 0),
                _ => (0, 1),
            };

            // Ticks have no interval to take the bound from.
            fewest = all.IsOfTicks && fewest > 0 ? 1 : fewest;

            // Full collections triggered by small objects happen when enough objects have become old, and fewer young collections change that too.
            bool isBounded = ofSurvivors is not null && (kind.Generation < FullGeneration || kind.Cause != GcCause.SmallObjects);
            double bound = kind.Cause == GcCause.Induced ? 0 : isBounded ? 1 - ((1 - fewest) * (1 - ofSurvivors!.Value) / rarer) : 1;
            about += kind.Total / total * fewer * (1 - kept);
            most += kind.Total / total * bound;
        }

        return new PauseSaving(about, Math.Clamp(most, about, 1), ofSurvivors is not null);

        Share Of(bool isLarge) => Share.Of([.. samples.Where(sample => sample.IsLarge == isLarge)], static sample => sample.IsWorthPooling);
    }
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>What part of the total pause a pool could save, by what triggered the collections.</summary>
/// <param name="About">If each collection that is left took as long as now, 0 to 1.</param>
/// <param name="AtMost">A bound, 0 to 1.</param>
/// <param name="KnowsSurvivors">Whether the bound rests on what survives; otherwise it is all that allocation triggered.</param>
internal sealed record PauseSaving(double About, double AtMost, bool KnowsSurvivors)
{
    private const int FullGeneration = 2;

    /// <summary>
    /// Collections that are left may be so many times cheaper or rarer still: the server collector makes its budgets larger where less survives, and young
    /// collections take longer while large objects keep a background collection going. As measured (docs/doctor-trust.md).
    /// </summary>
    private const int RarerStill = 2;

    /// <summary>Of large objects' bytes: where a pool takes less of them, their collections stay.</summary>
    private const double TakesAway = 0.05;

    /// <summary>Of the pauses that the program didn't ask for, the part that some of what it allocates triggers, 0 to 1.</summary>
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

    /// <param name="pauses">What paused, and why.</param>
    /// <param name="samples">What was allocated.</param>
    /// <param name="kept">The part of the arrays for a pool that is kept, 0 to 1.</param>
    /// <param name="ofSurvivors">Of what survives, those arrays, 0 to 1; null where that isn't known.</param>
    /// <param name="isServer">Whether it is the server collector, whose budgets grow where less survives.</param>
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
            // Of so many collections fewer, and of those that are left each with so much less to do.
            (double fewer, double fewest) = kind.Cause switch
            {
                GcCause.SmallObjects => (small.Value, small.High),
                GcCause.LargeObjects => (large.Value, large.High),
                GcCause.LowMemory => (all.Value, 1),
                GcCause.Induced => (0, 0),
                _ => (0, 1),
            };

            // Full collections that small objects trigger come when enough has grown old, which fewer young collections change as well.
            bool isBounded = ofSurvivors is not null && (kind.Generation < FullGeneration || kind.Cause != GcCause.SmallObjects);
            double bound = kind.Cause == GcCause.Induced ? 0 : isBounded ? 1 - ((1 - fewest) * (1 - ofSurvivors!.Value) / rarer) : 1;
            about += kind.Total / total * fewer * (1 - kept);
            most += kind.Total / total * bound;
        }

        return new PauseSaving(about, Math.Clamp(most, about, 1), ofSurvivors is not null);

        Share Of(bool isLarge) => Share.Of([.. samples.Where(sample => sample.IsLarge == isLarge)], static sample => sample.IsWorthPooling);
    }
}

using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Advice;

/// <summary>How many of the byte arrays that a pool could serve get old, that is, survive two collections. Arrays of a cache or a long queue do. They are freed
/// in the end, but a pool can save allocating them only if the code knows when they are unused, and returns them.</summary>
/// <param name="Low">The smallest share of their bytes that gets old, 0 to 1.</param>
/// <param name="High">The largest share.</param>
/// <param name="OfKeepers">The share of their bytes that is allocated by call sites whose arrays mostly get old, as far as that is certain.</param>
/// <param name="AreFollowed">Whether arrays were followed through collections. Otherwise, the shares are bounds, derived from the survivors of all types
/// that collections report.</param>
internal sealed record AgedArrays(double Low, double High, double OfKeepers, bool AreFollowed)
{
    private const int FullGeneration = 2;

    /// <summary>At this share or above, most of a call site's arrays get old.</summary>
    private const double Mostly = 0.5;

    /// <param name="allocations">Recordings with samples.</param>
    /// <param name="lifetimes">What became of arrays; empty if that wasn't recorded.</param>
    /// <returns>Null if no array could be served by a pool.</returns>
    internal static AgedArrays? Of(IReadOnlyList<Findings> allocations, IReadOnlyList<Findings> lifetimes) => Followed(lifetimes) ?? Bounded(allocations);

    private static AgedArrays? Followed(IReadOnlyList<Findings> lifetimes)
    {
        FollowedArray[] followed = [.. lifetimes.SelectMany(static part => part.Lifetimes?.Followed ?? []).Where(static array => array.Sample.IsWorthPooling)];
        if (Survival.Of(followed).Two is not { } old)
        {
            return null;
        }

        double ofKeepers = followed.GroupBy(static array => array.Sample.Site, CallSite.AsRead)
            .Where(static site => Survival.Of([.. site]).Two?.Value >= Mostly)
            .Sum(static site => site.Sum(static array => array.Sample.Weight));
        return new AgedArrays(old.Low, old.High, ofKeepers / followed.Sum(static array => array.Sample.Weight), AreFollowed: true);
    }

    /// <summary>Bounds without following arrays: at least the survivors that other objects can't account for, and at most all survivors.</summary>
    private static AgedArrays? Bounded(IReadOnlyList<Findings> allocations)
    {
        double least = 0;
        double most = 0;
        foreach (Findings part in allocations)
        {
            double small = WeightOf(part, static sample => sample is { IsLarge: false, IsWorthPooling: true });
            double otherSmall = WeightOf(part, static sample => sample is { IsLarge: false, IsWorthPooling: false });
            double large = WeightOf(part, static sample => sample is { IsLarge: true, IsWorthPooling: true });
            double old = part.Heap.Sum(static reading => reading.BecameOld);

            // If generation 1 was never collected, everything in it may get old.
            bool isKnown = part.Heap.Any(static reading => reading.BecameOld > 0 || reading.Generation == FullGeneration - 1);
            double mostSmall = isKnown ? old : part.Heap.Count == 0 ? small : part.Heap.Sum(static reading => reading.SurvivedYoung);
            bool hasFull = part.Heap.Any(static reading => reading.Generation >= FullGeneration);
            double mostLarge = hasFull ? part.Heap.Sum(static reading => reading.SurvivedLarge) : large;
            least += Math.Clamp(old - otherSmall, 0, small);
            most += Math.Min(small, mostSmall) + Math.Min(large, mostLarge);
        }

        AllocationSample[] arrays = [.. allocations.SelectMany(static part => part.Samples).Where(static sample => sample.IsWorthPooling)];
        double all = arrays.Sum(static sample => sample.Weight);
        return all == 0 ? null : new AgedArrays(least / all, most / all, OfCertainKeepers(arrays, least / all, all), AreFollowed: false);
    }

    /// <summary>Of the arrays that get old, those that the arrays of all other call sites can't account for must be a call site's own.</summary>
    private static double OfCertainKeepers(AllocationSample[] arrays, double old, double all) =>
        arrays.GroupBy(static sample => sample.Site, CallSite.AsRead)
            .Select(site => site.Sum(static sample => sample.Weight) / all)
            .Where(share => old - (1 - share) >= Mostly * share)
            .Sum();

    private static double WeightOf(Findings part, Func<AllocationSample, bool> belongs) =>
        part.Samples.Where(belongs).Sum(static sample => sample.Weight);
}

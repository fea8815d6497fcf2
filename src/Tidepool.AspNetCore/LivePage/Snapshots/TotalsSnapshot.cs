namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>Sums over all pools.</summary>
internal sealed record TotalsSnapshot(
    long BytesHeld,
    long BytesRented,
    long BytesRequested,
    double? ShareOfWorkingSet,
    long Rented,
    long Idle,
    long Abandoned,
    double? OldestKnownSeconds,
    int Waiting,
    long Waits,
    long Refused,
    double? HitRate,
    double? RentsPerSecond,
    double? MadePerSecond)
{
    internal static TotalsSnapshot Of(IReadOnlyList<PoolSnapshot> pools, ProcessSnapshot process)
    {
        long held = pools.Sum(static pool => pool.BytesHeld);
        long hits = pools.Sum(static pool => pool.Hits);
        return new TotalsSnapshot(
            held,
            pools.Sum(static pool => pool.BytesRented),
            pools.Sum(static pool => pool.BytesRequested),
            BucketSnapshot.Share(held, process.WorkingSetBytes),
            pools.Sum(static pool => pool.Rented),
            pools.Sum(static pool => pool.Idle),
            pools.Sum(static pool => pool.Abandoned),
            pools.SelectMany(static pool => pool.Outstanding).Max(static lease => (double?)lease.AgeSeconds),
            pools.Sum(static pool => pool.Waiting),
            pools.Sum(static pool => pool.Waits),
            pools.Sum(static pool => pool.Refused),
            BucketSnapshot.Share(hits, hits + pools.Sum(static pool => pool.Misses)),
            SumKnown(pools.Select(static pool => pool.RentsPerSecond)),
            SumKnown(pools.Select(static pool => pool.MadePerSecond)));
    }

    private static double? SumKnown(IEnumerable<double?> rates) => rates.Aggregate((double?)null, static (sum, rate) => rate is null ? sum : (sum ?? 0) + rate);
}

namespace Tidepool.Telemetry;

/// <summary>The values of one bucket's counters, which only rise.</summary>
internal readonly record struct Counts(long Rents, long Misses, long Discarded, long Trimmed, long Abandoned)
{
    internal static Counts Of(BucketStatistics bucket) =>
        new(bucket.Hits + bucket.Misses, bucket.Misses, bucket.Discarded, bucket.Trimmed, bucket.Abandoned);

    /// <summary>The sums.</summary>
    internal Counts Plus(Counts other) =>
        new(Rents + other.Rents, Misses + other.Misses, Discarded + other.Discarded, Trimmed + other.Trimmed, Abandoned + other.Abandoned);

    /// <summary>The later of two readings of one bucket, number by number, since which reading was later isn't known.</summary>
    internal Counts Latest(Counts other) => new(
        Math.Max(Rents, other.Rents),
        Math.Max(Misses, other.Misses),
        Math.Max(Discarded, other.Discarded),
        Math.Max(Trimmed, other.Trimmed),
        Math.Max(Abandoned, other.Abandoned));
}

namespace Tidepool.Telemetry;

/// <summary>What the counters of one bucket show: numbers that only rise.</summary>
internal readonly record struct Counts(long Rents, long Misses, long Discarded, long Trimmed, long Abandoned)
{
    internal static Counts Of(BucketStatistics bucket) =>
        new(bucket.Hits + bucket.Misses, bucket.Misses, bucket.Discarded, bucket.Trimmed, bucket.Abandoned);

    /// <summary>The sums.</summary>
    internal Counts Plus(Counts other) =>
        new(Rents + other.Rents, Misses + other.Misses, Discarded + other.Discarded, Trimmed + other.Trimmed, Abandoned + other.Abandoned);

    /// <summary>Of two readings of one bucket, the later number of each: which reading was the later one isn't known.</summary>
    internal Counts Latest(Counts other) => new(
        Math.Max(Rents, other.Rents),
        Math.Max(Misses, other.Misses),
        Math.Max(Discarded, other.Discarded),
        Math.Max(Trimmed, other.Trimmed),
        Math.Max(Abandoned, other.Abandoned));
}

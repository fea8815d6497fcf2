namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>One buffer size, as in <see cref="BucketStatistics"/>; size 0 stands for buffers outside the buckets, each as large as requested, and never
/// idle.</summary>
internal sealed record BucketSnapshot(
    int Size,
    long Hits,
    long Misses,
    long Rented,
    long PeakRented,
    long Idle,
    long Returned,
    long Discarded,
    long Abandoned,
    long Trimmed,
    long BytesRequested,
    long BytesRented,
    long BytesHeld)
{
    /// <summary>The share of rents that an idle buffer served; null before the first rent.</summary>
    public double? HitRate => Share(Hits, Hits + Misses);

    internal static BucketSnapshot Blank { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    internal static BucketSnapshot Of(BucketStatistics bucket)
    {
        bool isUnpooled = bucket.Size == 0;
        return new BucketSnapshot(
            bucket.Size,
            bucket.Hits,
            bucket.Misses,
            bucket.Rented,
            bucket.PeakRented,
            bucket.Idle,
            bucket.Returned,
            // No bucket could take them back, so they don't count as discarded.
            isUnpooled ? 0 : bucket.Discarded,
            bucket.Abandoned,
            bucket.Trimmed,
            bucket.BytesRequested,
            isUnpooled ? bucket.BytesRequested : bucket.BytesRented,
            isUnpooled ? bucket.BytesRequested : bucket.BytesHeld);
    }

    internal static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}

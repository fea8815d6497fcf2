using MessageRelay.Memory;

namespace MessageRelay.Reports;

/// <summary>The columns of a pool's statistics.</summary>
internal static class BucketColumns
{
    public static IReadOnlyList<string> Titles { get; } =
        ["size", "hits", "misses", "returned", "discarded", "idle", "rented", "abandoned", "trimmed"];

    public static IReadOnlyList<long> Values(BucketRow bucket) =>
    [
        bucket.Size, bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded, bucket.Idle, bucket.Rented, bucket.Abandoned, bucket.Trimmed,
    ];
}

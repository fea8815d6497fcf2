using System.Globalization;
using MessageRelay.Memory;

namespace MessageRelay.Reports;

/// <summary>The columns of a pool's statistics.</summary>
internal static class BucketColumns
{
    public static IReadOnlyList<string> Titles { get; } =
        ["size", "hits", "misses", "returned", "discarded", "idle", "rented", "abandoned", "trimmed"];

    public static string[] Cells(BucketRow bucket) => [Say(bucket.Size), .. Counts(bucket).Select(Say)];

    /// <summary>The sums over all buckets.</summary>
    public static string[] TotalCells(IReadOnlyList<BucketRow> buckets) =>
        ["all", .. Enumerable.Range(0, Titles.Count - 1).Select(column => Say(buckets.Sum(bucket => Counts(bucket)[column])))];

    private static long[] Counts(BucketRow bucket) =>
    [
        bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded, bucket.Idle, bucket.Rented, bucket.Abandoned, bucket.Trimmed,
    ];

    private static string Say(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}

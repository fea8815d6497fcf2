namespace Tidepool.Tool.Analysis;

/// <summary>What became of the byte arrays that were sampled, except those that a pool made.</summary>
/// <param name="Collections">How many collections they were followed through.</param>
/// <param name="Followed">Those that at least one collection decided on.</param>
/// <param name="Live">How many of each size were alive at once.</param>
internal sealed record Lifetimes(int Collections, IReadOnlyList<FollowedArray> Followed, IReadOnlyList<LiveCount> Live)
{
    /// <summary>Of all bytes that collections found alive, those of the arrays, 0 to 1: what a collection has less to do where a pool serves them.</summary>
    internal double OfSurvivors { get; init; }
}

/// <summary>A sampled byte array, followed through collections.</summary>
/// <param name="Sample">Its allocation.</param>
/// <param name="Survived">How many collections that could have taken it didn't.</param>
/// <param name="HasDied">One did.</param>
internal sealed record FollowedArray(AllocationSample Sample, int Survived, bool HasDied);

/// <summary>How many byte arrays of a bucket were alive at once, at the collections where that was largest.</summary>
/// <param name="Bucket">The power of two up to which their lengths go.</param>
/// <param name="Peak">The estimate.</param>
/// <param name="AtMost">The upper end of its 95 % interval.</param>
internal sealed record LiveCount(int Bucket, double Peak, double AtMost);

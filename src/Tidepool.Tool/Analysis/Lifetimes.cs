namespace Tidepool.Tool.Analysis;

/// <summary>What became of the sampled byte arrays, except those made by a pool.</summary>
/// <param name="Collections">The number of collections they were tracked through.</param>
/// <param name="Followed">The arrays that at least one collection examined.</param>
/// <param name="Live">How many of each size were alive at once.</param>
internal sealed record Lifetimes(int Collections, IReadOnlyList<FollowedArray> Followed, IReadOnlyList<LiveCount> Live)
{
    /// <summary>The share of all surviving bytes that belongs to these arrays, 0 to 1: the work that a pool would save a collection.</summary>
    internal double OfSurvivors { get; init; }
}

/// <summary>A sampled byte array, tracked through collections.</summary>
/// <param name="Sample">The sampled allocation.</param>
/// <param name="Survived">The number of collections that examined the array and found it alive.</param>
/// <param name="HasDied">Whether a collection found it dead.</param>
internal sealed record FollowedArray(AllocationSample Sample, int Survived, bool HasDied);

/// <summary>How many byte arrays of a bucket were alive at once, at the collection where there were most.</summary>
/// <param name="Bucket">The upper limit of their lengths, a power of two.</param>
/// <param name="Peak">The estimated number.</param>
/// <param name="AtMost">The upper end of its 95 % interval.</param>
internal sealed record LiveCount(int Bucket, double Peak, double AtMost);

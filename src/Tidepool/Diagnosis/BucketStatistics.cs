namespace Tidepool;

/// <summary>What has happened so far in one bucket of a <see cref="BytePool"/>, and what it holds now.</summary>
/// <remarks>
/// An independent snapshot: it doesn't change, and may be read by any thread. While no thread rents or returns, the numbers are exact, and
/// <code>Rented + Idle = Misses - Discarded - Trimmed - Abandoned</code>
/// While the pool is in use, each number is right for some moment of the call, so the equation may be off by what happened meanwhile.
/// </remarks>
public sealed record BucketStatistics
{
    /// <summary>The size of this bucket's buffers, in bytes.</summary>
    public required int Size { get; init; }

    /// <summary>Rents served by an idle buffer.</summary>
    public required long Hits { get; init; }

    /// <summary>Rents for which a buffer was made, since none was idle. So it is also the number of buffers ever made.</summary>
    public required long Misses { get; init; }

    /// <summary>Leases that were returned, including those whose buffer was then discarded.</summary>
    public required long Returned { get; init; }

    /// <summary>Buffers that were returned and left to the garbage collector, since enough were idle.</summary>
    public required long Discarded { get; init; }

    /// <summary>Buffers that are idle now, ready to be rented.</summary>
    public required long Idle { get; init; }

    /// <summary>Buffers that are out now: rented, and neither returned nor found dropped.</summary>
    public required long Rented { get; init; }

    /// <summary>The most buffers that were out at the same time.</summary>
    /// <remarks>Updated when a buffer is made, since only then can it grow. With several threads it may include buffers that were
    /// idle on another thread at that moment, so it is an upper bound.</remarks>
    public required long PeakRented { get; init; }

    /// <summary>Leases that were dropped without being returned, as far as the garbage collector has found them.</summary>
    /// <remarks>A dropped lease is collected like any object, and counted when statistics are next read; until then it counts as <see cref="Rented"/>. If its
    /// buffer was a thread's resident (see <see cref="BytePool"/>), it is collected by the third full collection (generation 2) at the latest; in
    /// <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, a dropped lease is counted one collection later.</remarks>
    public required long Abandoned { get; init; }

    /// <summary>Idle buffers that were released: after being idle for long (<see cref="BytePoolOptions.DecayTime"/>), by <see cref="BytePool.Trim"/> or
    /// <see cref="BytePool.Dispose"/>, to make room in the budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) for a rent or a waiting caller, or beyond a cap
    /// that was lowered (<see cref="BytePool.MaxBuffersPerBucket"/>, <see cref="BytePool.MaxIdleBytesPerBucket"/>). Also residents that were evicted
    /// while they were out, once they are returned.</summary>
    public required long Trimmed { get; init; }

    /// <summary>The sum of the sizes requested for the leases that are out now, in bytes.</summary>
    public required long BytesRequested { get; init; }

    /// <summary>The total size of the buffers that are out now, in bytes: <see cref="Rented"/> times <see cref="Size"/>.</summary>
    public long BytesRented => Rented * Size;

    /// <summary>The total size of all buffers of this bucket, idle and out, in bytes.</summary>
    public long BytesHeld => (Idle + Rented) * Size;

    internal bool IsActive => Misses > 0;

    /// <summary>The sum of the statistics of two parts of one bucket.</summary>
    internal BucketStatistics Plus(BucketStatistics other) => new()
    {
        Size = Size,
        Hits = Hits + other.Hits,
        Misses = Misses + other.Misses,
        Returned = Returned + other.Returned,
        Discarded = Discarded + other.Discarded,
        Idle = Idle + other.Idle,
        Rented = Rented + other.Rented,
        PeakRented = PeakRented + other.PeakRented,
        Abandoned = Abandoned + other.Abandoned,
        Trimmed = Trimmed + other.Trimmed,
        BytesRequested = BytesRequested + other.BytesRequested,
    };
}

namespace Tidepool.Tests.Concurrency;

/// <summary>What holds for statistics while no thread rents or returns.</summary>
internal static class Books
{
    /// <summary>Each bucket has the buffers that were created and not dropped, no more are idle than the cap allows, and the totals are the sums.</summary>
    internal static void AssertAddUp(BytePoolStatistics statistics, int cap)
    {
        foreach (BucketStatistics bucket in statistics.Buckets)
        {
            Assert.Equal(bucket.Misses - bucket.Discarded - bucket.Trimmed - bucket.Abandoned, bucket.Rented + bucket.Idle);
            Assert.Equal(bucket.Hits + bucket.Misses, bucket.Returned + bucket.Rented + bucket.Abandoned);
            Assert.InRange(bucket.Idle, 0, cap);
            Assert.InRange(bucket.Rented, 0, long.MaxValue);
        }

        Assert.Equal(statistics.Buckets.Sum(static bucket => bucket.BytesHeld), statistics.BytesHeld - UnpooledBytes(statistics));
    }

    /// <summary>Everything rented has been returned: each rent is counted once, as is its return.</summary>
    /// <param name="statistics">Taken while no thread was renting or returning.</param>
    /// <param name="rents">The number of successful rents of at most the pool's <see cref="BytePool.MaxSize"/>.</param>
    /// <param name="cap">The most buffers that may be idle in a bucket.</param>
    internal static void AssertAllReturned(BytePoolStatistics statistics, long rents, int cap)
    {
        AssertAddUp(statistics, cap);
        Assert.Equal(0, statistics.Rented);
        Assert.Equal(0, statistics.Abandoned);
        Assert.Equal(rents + statistics.Unpooled, statistics.Hits + statistics.Misses);
        Assert.Equal(rents + statistics.Unpooled, statistics.Returned);
        Assert.Equal(0, statistics.BytesRequested);
        Assert.Equal(0, statistics.BytesRented);
    }

    private static long UnpooledBytes(BytePoolStatistics statistics) =>
        statistics.BytesRented - statistics.Buckets.Sum(static bucket => bucket.BytesRented);
}

using System.Text.Json;

namespace Tidepool.Tests;

/// <summary>Statistics as text, to compare all numbers at once and show the differences when a test fails.</summary>
internal static class Snapshots
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    internal static string Of(BytePool pool) => Of(pool.GetStatistics());

    internal static string Of(BytePoolStatistics statistics) => JsonSerializer.Serialize(statistics, s_json);

    /// <summary>Asserts what always holds while no other thread rents or returns.</summary>
    internal static void AssertAddsUp(BytePoolStatistics statistics)
    {
        foreach (BucketStatistics bucket in statistics.Buckets)
        {
            Assert.Equal(bucket.Misses - bucket.Discarded - bucket.Trimmed - bucket.Abandoned, bucket.Rented + bucket.Idle);
            Assert.Equal(bucket.Hits + bucket.Misses, bucket.Returned + bucket.Rented + bucket.Abandoned);
            Assert.All<long>([bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded, bucket.Idle, bucket.Rented, bucket.Abandoned, bucket.Trimmed],
                static count => Assert.True(count >= 0));
            Assert.InRange(bucket.BytesRequested, 0, bucket.BytesRented);
            Assert.Equal(bucket.Rented * bucket.Size, bucket.BytesRented);
            Assert.Equal((bucket.Rented + bucket.Idle) * bucket.Size, bucket.BytesHeld);
            Assert.InRange(bucket.Rented, 0, bucket.PeakRented);
        }

        Assert.Equal(statistics.Misses - statistics.Discarded - statistics.Trimmed - statistics.Abandoned, statistics.Rented + statistics.Idle);
        Assert.Equal(statistics.Hits + statistics.Misses, statistics.Returned + statistics.Rented + statistics.Abandoned);
        Assert.Equal(statistics.Unpooled, statistics.UnpooledReturned + statistics.UnpooledRented + statistics.UnpooledAbandoned);
        Assert.InRange(statistics.BytesRequested, 0, statistics.BytesRented);
        Assert.InRange(statistics.BytesRented, 0, statistics.BytesHeld);
        Assert.InRange(statistics.BytesRented, 0, statistics.PeakBytesRented);
    }
}

namespace Tidepool.Tests.Parts;

/// <summary>Each number of a sum adds up the parts' numbers of the same name, each once.</summary>
[Trait("Requirement", "S14")]
[Trait("Requirement", "B4")]
public class StatisticsSumsTests
{
    [Fact]
    public void Plus_OfTwoPartsOfOneBucket_SumsAllButTheSize() =>
        Assert.Equal(Bucket(3), Bucket(1).Plus(Bucket(2)));

    [Fact]
    public void Bytes_OfABucket_AreItsBuffersTimesTheirSize()
    {
        BucketStatistics bucket = Bucket(1);
        Assert.Equal((7 * 1_024, (6 + 7) * 1_024), (bucket.BytesRented, bucket.BytesHeld));
    }

    [Fact]
    public void Totals_AreTheSumsOverTheUsedBuckets_AndOfWhatIsTooLargeForThem()
    {
        BytePoolStatistics statistics = new([Bucket(1), Bucket(0), Bucket(10)], Bucket(100), peakBytes: 1, maxTotalBytes: 2, refused: 3, waiting: 4, waits: 5);

        Assert.Equal([Bucket(1), Bucket(10)], statistics.Buckets);
        Assert.Equal(
            (222, 333, 444, 555, 666, 777, 999, 1_110),
            (statistics.Hits, statistics.Misses, statistics.Returned, statistics.Discarded, statistics.Idle,
                statistics.Rented, statistics.Abandoned, statistics.Trimmed));
        Assert.Equal((300, 400, 700, 900), (statistics.Unpooled, statistics.UnpooledReturned, statistics.UnpooledRented, statistics.UnpooledAbandoned));
        Assert.Equal(
            (121 + 1_100, (77 * 1_024) + 1_100, ((66 + 77) * 1_024) + 1_100),
            (statistics.BytesRequested, statistics.BytesRented, statistics.BytesHeld));
        Assert.Equal((1, 2, 3, 4, 5), (statistics.PeakBytesRented, statistics.MaxTotalBytes, statistics.Refused, statistics.Waiting, statistics.Waits));
    }

    /// <summary>A bucket whose numbers all differ.</summary>
    private static BucketStatistics Bucket(int times) => new()
    {
        Size = 1_024,
        Hits = 2 * times,
        Misses = 3 * times,
        Returned = 4 * times,
        Discarded = 5 * times,
        Idle = 6 * times,
        Rented = 7 * times,
        PeakRented = 8 * times,
        Abandoned = 9 * times,
        Trimmed = 10 * times,
        BytesRequested = 11 * times,
    };
}

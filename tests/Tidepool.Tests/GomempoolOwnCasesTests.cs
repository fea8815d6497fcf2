namespace Tidepool.Tests;

/// <summary>The facts that gomempool's own tests state.</summary>
[Trait("Requirement", "S1")]
[Trait("Requirement", "S14")]
public class GomempoolOwnCasesTests
{
    private const int TenMebibytes = 10 * 1024 * 1024;

    [Fact]
    public void Rent_Eight_IsOneMissThenAHitThenASecondMiss()
    {
        using BytePool pool = new(4, 16, 1);

        ByteLease first = pool.Rent(8);
        BucketStatistics bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((8, 0, 1, 0, 0, 0), Counts(bucket));

        first.Return();
        ByteLease second = pool.Rent(8);
        bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((8, 1, 1, 1, 0, 0), Counts(bucket));

        ByteLease third = pool.Rent(8);
        bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((8, 1, 2, 1, 0, 0), Counts(bucket));

        second.Return();
        third.Return();
        bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((8, 1, 2, 3, 1, 1), Counts(bucket));
    }

    [Fact]
    public void Rent_One_GetsTheSmallestBucket()
    {
        using BytePool pool = new(256, TenMebibytes, 3);
        using ByteLease lease = pool.Rent(1);
        Assert.Equal(256, lease.Capacity);
        Assert.Equal(1, lease.Length);
        Assert.Equal(256, pool.MinSize);
        Assert.Equal(256, Assert.Single(pool.GetStatistics().Buckets).Size);
    }

    [Fact]
    public void Return_OfFour_KeepsThree()
    {
        using BytePool pool = new(256, TenMebibytes, 3);
        ByteLease[] leases = [pool.Rent(256), pool.Rent(256), pool.Rent(256), pool.Rent(256)];
        foreach (ByteLease lease in leases)
        {
            lease.Return();
        }

        Assert.Equal((256, 0, 4, 4, 1, 3), Counts(Assert.Single(pool.GetStatistics().Buckets)));
    }

    [Theory]
    [InlineData(TenMebibytes)]
    [InlineData(TenMebibytes - 1)]
    public void Rent_UpToMaxSize_GetsABufferOfExactlyThat(int size)
    {
        using BytePool pool = new(256, TenMebibytes, 3);
        using ByteLease lease = pool.Rent(size);
        Assert.Equal(TenMebibytes, lease.Capacity);
        Assert.Equal(TenMebibytes, pool.MaxSize);
        Assert.Equal(TenMebibytes, Assert.Single(pool.GetStatistics().Buckets).Size);
    }

    [Fact]
    [Trait("Requirement", "S11")]
    public void Rent_OverMaxSize_IsTransient()
    {
        using BytePool pool = new(256, TenMebibytes, 3);
        ByteLease lease = pool.Rent(TenMebibytes + 1);
        byte[] array = Buffers.ArrayOf(lease);
        lease.Return();

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Empty(statistics.Buckets);
        Assert.Equal(1, statistics.Unpooled);
        Assert.Equal(0, statistics.BytesHeld);
        using ByteLease next = pool.Rent(TenMebibytes + 1);
        Assert.NotSame(array, Buffers.ArrayOf(next));
    }

    private static (int Size, long Hits, long Misses, long Returned, long Discarded, long Idle) Counts(BucketStatistics bucket) =>
        (bucket.Size, bucket.Hits, bucket.Misses, bucket.Returned, bucket.Discarded, bucket.Idle);
}

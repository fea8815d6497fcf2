namespace Tidepool.Tests;

[Trait("Requirement", "S14")]
[Trait("Requirement", "B4")]
public class StatisticsTests
{
    [Fact]
    public void Statistics_OfANewPool_AreEmpty()
    {
        using BytePool pool = new(16, 4_096, 8);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Empty(statistics.Buckets);
        Assert.Equal(0, statistics.Hits + statistics.Misses + statistics.Returned + statistics.Discarded + statistics.Idle + statistics.Rented
            + statistics.Abandoned + statistics.Trimmed + statistics.Unpooled + statistics.UnpooledReturned + statistics.UnpooledRented
            + statistics.UnpooledAbandoned + statistics.BytesHeld + statistics.BytesRented + statistics.BytesRequested + statistics.PeakBytesRented);
    }

    [Fact]
    public void Statistics_OfAKnownHistory_AreExact()
    {
        using BytePool pool = new(16, 4_096, 2);
        ByteLease[] leases = [pool.Rent(100), pool.Rent(101), pool.Rent(102), pool.Rent(1_000), pool.Rent(5_000)];
        leases[0].Return();
        leases[1].Return();
        leases[2].Return();
        ByteLease again = pool.Rent(128);

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal([128, 1_024], statistics.Buckets.Select(static bucket => bucket.Size));
        Assert.Equal(
            new BucketStatistics
            {
                Size = 128,
                Hits = 1,
                Misses = 3,
                Returned = 3,
                Discarded = 1,
                Idle = 1,
                Rented = 1,
                PeakRented = 3,
                Abandoned = 0,
                Trimmed = 0,
                BytesRequested = 128,
            },
            statistics.Buckets[0]);
        Assert.Equal(
            new BucketStatistics
            {
                Size = 1_024,
                Hits = 0,
                Misses = 1,
                Returned = 0,
                Discarded = 0,
                Idle = 0,
                Rented = 1,
                PeakRented = 1,
                Abandoned = 0,
                Trimmed = 0,
                BytesRequested = 1_000,
            },
            statistics.Buckets[1]);
        Assert.Equal(128, statistics.Buckets[0].BytesRented);
        Assert.Equal(256, statistics.Buckets[0].BytesHeld);
        Assert.Equal((1, 5, 3, 1, 1, 3), (statistics.Hits, statistics.Misses, statistics.Returned, statistics.Discarded, statistics.Idle, statistics.Rented));
        Assert.Equal((1, 0, 1), (statistics.Unpooled, statistics.UnpooledReturned, statistics.UnpooledRented));
        Assert.Equal(128 + 1_000 + 5_000, statistics.BytesRequested);
        Assert.Equal(128 + 1_024 + 5_000, statistics.BytesRented);
        Assert.Equal((2 * 128) + 1_024 + 5_000, statistics.BytesHeld);
        Assert.Equal((3 * 128) + 1_024 + 5_000, statistics.PeakBytesRented);
        Snapshots.AssertAddsUp(statistics);
        again.Return();
    }

    [Fact]
    public void Snapshot_DoesNotChangeAfterwards()
    {
        using BytePool pool = new(16, 4_096, 8);
        pool.Rent(100).Return();
        BytePoolStatistics snapshot = pool.GetStatistics();
        string before = Snapshots.Of(snapshot);
        ByteLease held = pool.Rent(100);
        pool.Rent(1_000).Return();
        pool.Rent(10_000).Return();
        pool.Trim();
        Assert.Equal(before, Snapshots.Of(snapshot));
        Assert.NotEqual(before, Snapshots.Of(pool));
        Assert.Throws<NotSupportedException>(() => ((IList<BucketStatistics>)snapshot.Buckets).Clear());
        held.Return();
    }

    [Fact]
    public void GetStatistics_Repeatedly_ChangesNothing()
    {
        using BytePool pool = new(16, 4_096, 8);
        ByteLease held = pool.Rent(100);
        string before = Snapshots.Of(pool);
        for (int again = 0; again < 10; again++)
        {
            Assert.Equal(before, Snapshots.Of(pool));
        }

        held.Return();
    }

    [Fact]
    public void Buckets_AreTheUsedOnes_SmallestFirst()
    {
        using BytePool pool = new(16, 4_096, 8);
        foreach (int size in (ReadOnlySpan<int>)[4_000, 16, 300, 17])
        {
            pool.Rent(size).Return();
        }

        Assert.Equal([16, 32, 512, 4_096], pool.GetStatistics().Buckets.Select(static bucket => bucket.Size));
    }

    [Fact]
    public void Buckets_OfTwoPools_AreTheirOwn()
    {
        using BytePool one = new(16, 4_096, 8);
        using BytePool other = new(16, 4_096, 8);
        ByteLease lease = one.Rent(100);
        other.Rent(1_000).Return();
        lease.Return();
        Assert.Equal(128, Assert.Single(one.GetStatistics().Buckets).Size);
        Assert.Equal(1_024, Assert.Single(other.GetStatistics().Buckets).Size);
        Assert.Equal(1, one.GetStatistics().Returned);
    }

    [Fact]
    public void PeakRented_StaysWhenLeasesComeBack()
    {
        using BytePool pool = new(16, 4_096, 8);
        ByteLease[] leases = [.. Enumerable.Range(0, 7).Select(_ => pool.Rent(100))];
        Assert.All(leases, static lease => lease.Return());
        pool.Rent(100).Return();
        Assert.Equal(7, Assert.Single(pool.GetStatistics().Buckets).PeakRented);
        Assert.Equal(7 * 128, pool.GetStatistics().PeakBytesRented);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(50)]
    [Trait("Requirement", "S3")]
    public void Statistics_AfterLeasesWentBetweenThreads_AddUp(int cap)
    {
        using BytePool pool = new(16, 4_096, cap);
        Random random = new(cap);
        List<ByteLease> held = [];
        int rents = 0;
        for (int step = 0; step < 60; step++)
        {
            Action work = () =>
            {
                for (int call = 0; call < 20; call++)
                {
                    if (held.Count < 30 && random.Next(2) == 0)
                    {
                        held.Add(pool.Rent(random.Next(4_097)));
                        rents++;
                    }
                    else if (held.Count > 0)
                    {
                        int index = random.Next(held.Count);
                        held[index].Return();
                        held.RemoveAt(index);
                    }
                }
            };
            if (step % 3 == 0)
            {
                OtherThread.Run(work);
            }
            else
            {
                work();
            }

            BytePoolStatistics statistics = pool.GetStatistics();
            Snapshots.AssertAddsUp(statistics);
            Assert.Equal(rents, statistics.Hits + statistics.Misses);
            Assert.Equal(held.Count, statistics.Rented);
            Assert.All(statistics.Buckets, bucket => Assert.InRange(bucket.Idle, 0, cap));
        }
    }
}

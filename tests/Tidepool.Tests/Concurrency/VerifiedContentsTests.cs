namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class VerifiedContentsTests
{
    private const int MaxSize = 32 * 1024;

    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B1")]
    [Trait("Requirement", "B4")]
    [InlineData(2, 1, false, 1)]
    [InlineData(2, 4096, false, 2)]
    [InlineData(3, 3, false, 3)]
    [InlineData(3, 16, true, 4)]
    [InlineData(4, 1, true, 5)]
    [InlineData(4, 16, false, 6)]
    [InlineData(6, 3, false, 7)]
    [InlineData(8, 16, false, 8)]
    [InlineData(8, 4096, true, 9)]
    [InlineData(8, 0, false, 10)]
    public void RentAndReturn_ByManyThreads_NoBufferHasTwoRentersAndTheBooksAddUp(int threads, int cap, bool clears, int seed)
    {
        string scenario = $"threads {threads}, cap {cap}, clears {clears}, seed {seed}";
        using BytePool pool = NewPool(cap, clears);
        VerifiedContentsWorld world = new(pool, threads, clears);
        List<Action<CancellationToken>> jobs = [];
        for (int worker = 0; worker < threads; worker++)
        {
            int self = worker;
            jobs.Add(failed => world.Work(self, lives: 4, steps: 24_000 / threads, seed, failed));
        }

        jobs.Add(failed => world.Disturb(seed, failed));
        Crew.Run(scenario, jobs);
        world.ReturnLeftovers();

        BytePoolStatistics statistics = pool.GetStatistics();
        Books.AssertAllReturned(statistics, world.Rents, cap);
        Assert.Equal(world.UnpooledRents, statistics.Unpooled);
        Assert.Equal(world.UnpooledRents, statistics.UnpooledReturned);
        Assert.Equal(0, statistics.UnpooledRented);
        Assert.Equal(statistics.Buckets.Sum(static bucket => bucket.Idle * bucket.Size), statistics.BytesHeld);
        AssertIdleBuffersAreDistinct(pool, scenario);
    }

    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B1")]
    [InlineData(4, 3, 21)]
    [InlineData(8, 16, 22)]
    public void RentAndReturn_WithoutTrimOrCollection_BooksAreExactAtOnce(int threads, int cap, int seed)
    {
        string scenario = $"threads {threads}, cap {cap}, seed {seed}";

        // The clock stands still, so that no buffer is taken from a living thread for having been idle.
        using BytePool pool = NewPool(cap, clears: false);
        VerifiedContentsWorld world = new(pool, threads, expectsZeros: false);
        Assert.True(GC.TryStartNoGCRegion(128 * 1024 * 1024), "No collection runs: it would evict the slots of long rents, which isn't under test here.");
        try
        {
            List<Action<CancellationToken>> jobs = [];
            for (int worker = 0; worker < threads; worker++)
            {
                int self = worker;
                jobs.Add(failed => world.Work(self, lives: 1, steps: 12_000 / threads, seed, failed));
            }

            Crew.Run(scenario, jobs);
            world.ReturnLeftovers();
            Books.AssertAllReturned(pool.GetStatistics(), world.Rents, cap);
        }
        finally
        {
            if (System.Runtime.GCSettings.LatencyMode == System.Runtime.GCLatencyMode.NoGCRegion)
            {
                GC.EndNoGCRegion();
            }
        }
    }

    private static BytePool NewPool(int cap, bool clears) => new(new BytePoolOptions
    {
        MinSize = 16,
        MaxSize = MaxSize,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        ClearOnReturn = clears,
        TimeProvider = new ManualClock(),
    });

    /// <summary>All other threads have ended, so this one gets whatever is idle: each buffer once, before any new one.</summary>
    private static void AssertIdleBuffersAreDistinct(BytePool pool, string scenario)
    {
        Assert.True(
            Collector.SettleUntil(() => CanRentAllIdle(pool)),
            $"{scenario}: buffers that ended threads left idle serve others.");
        List<ByteLease> leases = [];
        HashSet<byte[]> arrays = Buffers.NewSet();
        foreach (BucketStatistics bucket in pool.GetStatistics().Buckets)
        {
            foreach (ByteLease lease in Leases.RentMany(pool, (int)bucket.Idle + 2, bucket.Size))
            {
                Assert.True(arrays.Add(Buffers.ArrayOf(lease)), $"{scenario}: a buffer of {bucket.Size} bytes was in the pool twice.");
                leases.Add(lease);
            }
        }

        Leases.ReturnAll([.. leases]);
    }

    private static bool CanRentAllIdle(BytePool pool)
    {
        BytePoolStatistics before = pool.GetStatistics();
        List<ByteLease> leases = [];
        foreach (BucketStatistics bucket in before.Buckets)
        {
            leases.AddRange(Leases.RentMany(pool, (int)bucket.Idle, bucket.Size));
        }

        long misses = pool.GetStatistics().Misses;
        Leases.ReturnAll([.. leases]);
        return misses == before.Misses;
    }
}

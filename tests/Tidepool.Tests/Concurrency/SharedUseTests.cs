namespace Tidepool.Tests.Concurrency;

/// <summary>A thread that needs a large buffer gets one that lies idle with another thread which is alive.</summary>
[Collection(RunsAlone.Name)]
public class StealingTests
{
    private const int StealingSize = 8 * 1024;

    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B4")]
    [InlineData(StealingSize, false)]
    [InlineData(StealingSize, true)]
    [InlineData(64 * 1024, false)]
    [InlineData(1024 * 1024, false)]
    public void Rent_LargeBufferIdleWithAnotherThread_IsAHit(int size, bool clears)
    {
        const int Count = 5;
        using BytePool pool = NewPool(size, clears);
        using Colleague other = new();
        HashSet<byte[]> arrays = Buffers.NewSet();
        ByteLease[] stale = [];
        other.Do(() =>
        {
            stale = Buffers.RentMany(pool, Count, size);
            arrays.UnionWith(stale.Select(Buffers.ArrayOf));
            Buffers.ReturnAll(stale);
        });

        // All of them, in the end.
        ByteLease[] leases = Buffers.RentMany(pool, Count, size);

        Assert.Equal((Count, Count), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Assert.True(arrays.SetEquals(leases.Select(Buffers.ArrayOf)), "Each of the other thread's buffers was used again, once.");
        Assert.All(stale, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
        Assert.All(leases, lease => Assert.Equal(size, lease.Length));
        Assert.Equal((Count, 0), (pool.GetStatistics().Rented, pool.GetStatistics().Idle));

        // And back again.
        Buffers.ReturnAll(leases);
        other.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Count, size)));
        Assert.Equal((Count, 2 * Count), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Books.AssertAllReturned(pool.GetStatistics(), 3 * Count, int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Rent_SmallBufferIdleWithAnotherThread_StaysThere()
    {
        const int Size = StealingSize - 1;
        using BytePool pool = NewPool(Size, clears: false);
        using Colleague other = new();
        other.Do(() => pool.Rent(Size).Return());
        pool.Rent(Size).Return();
        Assert.Equal((2, 0), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        other.Do(() => pool.Rent(Size).Return());
        Assert.Equal((2, 1), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Rent_LargeBufferInUseOnAnotherThread_IsNotTaken()
    {
        using BytePool pool = NewPool(StealingSize, clears: false);
        using Colleague other = new();
        ByteLease[] held = [];
        other.Do(() =>
        {
            held = Buffers.RentMany(pool, 4, StealingSize);
            held[0].Return();
        });
        ByteLease hit = pool.Rent(StealingSize);
        ByteLease miss = pool.Rent(StealingSize);
        Assert.Equal((5, 1), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Assert.All(held.Skip(1), lease => Assert.NotSame(Buffers.ArrayOf(lease), Buffers.ArrayOf(miss)));
        Assert.All(held.Skip(1), lease => Assert.NotSame(Buffers.ArrayOf(lease), Buffers.ArrayOf(hit)));
        hit.Return();
        miss.Return();
        other.Do(() => Buffers.ReturnAll(held.AsSpan(1)));
        Books.AssertAllReturned(pool.GetStatistics(), 6, int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_OneOfManyIdleWithAnotherThread_LeavesHalfOfThemThere()
    {
        const int Count = 12;
        using BytePool pool = NewPool(StealingSize, clears: false);
        using Colleague other = new();
        other.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Count, StealingSize)));
        pool.Rent(StealingSize).Return();
        other.Do(() => Buffers.ReturnAll(Buffers.RentMany(pool, Count, StealingSize)));
        Assert.Equal(Count, pool.GetStatistics().Misses);
        Books.AssertAllReturned(pool.GetStatistics(), (2 * Count) + 1, int.MaxValue);
    }

    /// <summary>Threads that take turns at needing many buffers, so that each turn finds them with the others.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="cap">The most idle.</param>
    /// <param name="trims">Whether another thread trims all the time.</param>
    /// <param name="clears">Whether the pool clears.</param>
    /// <param name="seed">Fixes sizes and numbers.</param>
    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B1")]
    [Trait("Requirement", "B4")]
    [InlineData(2, 4096, false, false, 1)]
    [InlineData(4, 4096, false, false, 2)]
    [InlineData(8, 4096, false, true, 3)]
    [InlineData(2, 4096, true, false, 4)]
    [InlineData(4, 4096, true, false, 5)]
    [InlineData(4, 4096, true, true, 6)]
    [InlineData(4, 20, true, false, 7)]
    [InlineData(4, 7, false, false, 8)]
    public void RentAndReturn_WhileBuffersMoveBetweenThreads_NoTwoRentersShareOneAndTheBooksAreExact(int threads, int cap, bool trims, bool clears, int seed)
    {
        const int MaxSize = 64 * 1024;
        string scenario = $"threads {threads}, cap {cap}, trims {trims}, clears {clears}, seed {seed}";
        using BytePool pool = NewPool(MaxSize, clears, cap);
        StealingWorld world = new(pool, threads, clears);
        List<Action<CancellationToken>> jobs = [];
        for (int worker = 0; worker < threads; worker++)
        {
            int self = worker;
            jobs.Add(failed => world.Work(self, rounds: 24_000 / threads, seed, failed));
        }

        if (trims)
        {
            jobs.Add(world.Trim);
        }

        Crew.Run(scenario, jobs);

        BytePoolStatistics statistics = pool.GetStatistics();
        Books.AssertAllReturned(statistics, world.Rents, cap);
        if (!trims && cap >= world.MostOut)
        {
            // What comes back between a look for idle buffers and the creation is the slack.
            Assert.InRange(statistics.Misses, 1, world.MostOut + (4 * threads));
            Assert.Equal(0, statistics.Trimmed + statistics.Discarded);
        }
    }

    private static BytePool NewPool(int size, bool clears, int cap = 4096) => new(new BytePoolOptions
    {
        MinSize = size,
        MaxSize = size,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        ClearOnReturn = clears,
        DecayTime = Timeout.InfiniteTimeSpan,
        TimeProvider = new ManualClock(),
    });
}

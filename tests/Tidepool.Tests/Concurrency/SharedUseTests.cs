namespace Tidepool.Tests.Concurrency;

/// <summary>Buffers that no thread has earned are shared: a rent gets the one that was returned last, on whatever thread,
/// and none is created while one is idle.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N5")]
public class SharedUseTests
{
    private const int Size = 8 * 1024;

    [Theory]
    [Trait("Requirement", "S3")]
    [Trait("Requirement", "B4")]
    [InlineData(100, false)]
    [InlineData(100, true)]
    [InlineData(Size - 1, false)]
    [InlineData(Size, false)]
    [InlineData(Size, true)]
    [InlineData(64 * 1024, false)]
    [InlineData(1024 * 1024, false)]
    public void Rent_BuffersIdleWithAnotherThread_AreHits(int size, bool clears)
    {
        const int Count = 5;
        using BytePool pool = NewPool(size, clears);
        using Colleague other = new();
        HashSet<byte[]> arrays = Buffers.NewSet();
        ByteLease[] stale = [];
        other.Do(() =>
        {
            stale = Leases.RentMany(pool, Count, size);
            arrays.UnionWith(stale.Select(Buffers.ArrayOf));
            Leases.ReturnAll(stale);
        });

        ByteLease[] leases = Leases.RentMany(pool, Count, size);

        Assert.Equal((Count, Count), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Assert.True(arrays.SetEquals(leases.Select(Buffers.ArrayOf)), "Each of the other thread's buffers was reused once.");
        Assert.All(stale, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
        Assert.All(leases, lease => Assert.Equal(size, lease.Length));
        Assert.Equal((Count, 0), (pool.GetStatistics().Rented, pool.GetStatistics().Idle));

        // And back again.
        Leases.ReturnAll(leases);
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, Count, size)));
        Assert.Equal((Count, 2 * Count), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Books.AssertAllReturned(pool.GetStatistics(), 3 * Count, int.MaxValue);
    }

    [Fact]
    [Trait("Requirement", "S3")]
    public void Rent_BuffersInUseOnAnotherThread_AreNotTaken()
    {
        using BytePool pool = NewPool(Size, clears: false);
        using Colleague other = new();
        ByteLease[] held = [];
        other.Do(() =>
        {
            held = Leases.RentMany(pool, 4, Size);
            held[0].Return();
        });
        ByteLease hit = pool.Rent(Size);
        ByteLease miss = pool.Rent(Size);
        Assert.Equal((5, 1), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Assert.All(held.Skip(1), lease => Assert.NotSame(Buffers.ArrayOf(lease), Buffers.ArrayOf(miss)));
        Assert.All(held.Skip(1), lease => Assert.NotSame(Buffers.ArrayOf(lease), Buffers.ArrayOf(hit)));
        hit.Return();
        miss.Return();
        other.Do(() => Leases.ReturnAll(held.AsSpan(1)));
        Books.AssertAllReturned(pool.GetStatistics(), 6, int.MaxValue);
    }

    /// <summary>Nothing is taken from another thread: no slot is made, and no barrier is issued.</summary>
    [Fact]
    [Trait("Requirement", "B4")]
    public void Rent_BufferThatTwoThreadsUseInTurn_AllocatesNothing()
    {
        using BytePool pool = NewPool(Size, clears: false);
        using Colleague other = new();
        other.Do(() => pool.Rent(Size).Return());
        byte[] array = RentAndReturn(pool);
        other.Do(() => RentAndReturn(pool));
        long allocated = 0;
        for (int turn = 0; turn < 2 * Residency.RentsToEarn; turn++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            pool.Rent(Size).Return();
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            other.Do(() => Assert.Same(array, RentAndReturn(pool)));
        }

        Assert.Equal(0, allocated);
        Assert.Equal((1, (4 * Residency.RentsToEarn) + 2), (pool.GetStatistics().Misses, pool.GetStatistics().Hits));
        Assert.False(Residency.HasResidents(pool, Size), "Neither thread works alone.");
    }

    /// <summary>The buffer that was returned last is the one that is still in the processor's cache.</summary>
    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_OneOfManySharedBuffers_IsTheOneThatCameBackLast()
    {
        const int Count = 8;
        using BytePool pool = NewPool(Size, clears: false);
        using Colleague other = new();
        other.Do(() => Leases.ReturnAll(Leases.RentMany(pool, Count, Size)));
        Leases.ReturnAll(Leases.RentMany(pool, Count, Size));
        byte[] last = RentAndReturn(pool);
        for (int turn = 0; turn < 100; turn++)
        {
            other.Do(() => RentAndReturn(pool));
            Assert.Same(last, RentAndReturn(pool));
        }

        Books.AssertAllReturned(pool.GetStatistics(), (2 * Count) + 201, int.MaxValue);
    }

    /// <summary>Compared with one locked stack for all threads, which makes as many buffers as were ever out at once.</summary>
    /// <param name="threads">The number of threads that take turns.</param>
    /// <param name="size">Bytes of a buffer.</param>
    /// <param name="most">The most leases out at once.</param>
    /// <param name="seed">Determines what each thread does.</param>
    [Theory]
    [InlineData(2, 256, 10, 1)]
    [InlineData(4, 256, 400, 2)]
    [InlineData(4, Size, 60, 3)]
    [InlineData(3, 100_000, 40, 4)]
    [InlineData(6, Size, 500, 5)]
    public void Rent_ByThreadsInTurn_MakesAsManyBuffersAsOneStackWould(int threads, int size, int most, int seed)
    {
        using BytePool pool = NewPool(size, clears: false);
        Colleague[] crew = [.. Enumerable.Range(0, threads).Select(static _ => new Colleague())];
        Random random = new(seed);
        Queue<ByteLease> held = new();
        int mostOut = 0;
        int rents = 0;
        for (int turn = 0; turn < 6_000; turn++)
        {
            // Rents or returns several at once, so that batches fill and empty. The most out at once alternates between many and few.
            int several = random.Next(1, 30);
            int ceiling = turn / 1_000 % 2 == 0 ? most : most / 8;
            if (random.Next(2) == 0)
            {
                several = Math.Min(several, ceiling - held.Count);
                crew[random.Next(threads)].Do(() =>
                {
                    for (int rent = 0; rent < several; rent++)
                    {
                        held.Enqueue(pool.Rent(size));
                        rents++;
                    }
                });
                mostOut = Math.Max(mostOut, held.Count);
            }
            else
            {
                crew[random.Next(threads)].Do(() =>
                {
                    for (int returned = 0; returned < several && held.TryDequeue(out ByteLease lease); returned++)
                    {
                        lease.Return();
                    }
                });
            }

            Assert.Equal(mostOut, pool.GetStatistics().Misses);
        }

        Leases.ReturnAll([.. held]);
        Books.AssertAllReturned(pool.GetStatistics(), rents, 4096);
        Array.ForEach(crew, static colleague => colleague.Dispose());
    }

    /// <summary>Threads that take turns at needing many buffers, so that each finds them with the others.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="cap">The most buffers that may be idle.</param>
    /// <param name="trims">Whether another thread trims all the time.</param>
    /// <param name="clears">Whether the pool clears.</param>
    /// <param name="seed">Determines sizes and numbers.</param>
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
        SharedUseWorld world = new(pool, threads, clears);
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
            // The slack is what comes back between a search for idle buffers and a creation. A thread that has the processor to itself for long earns as many
            // residents as it had buffers out.
            Assert.InRange(statistics.Misses, 1, world.MostOut + (4 * threads) + (clears ? 0 : threads * SharedUseWorld.Most));
            Assert.Equal(0, statistics.Trimmed + statistics.Discarded);
        }
    }

    private static byte[] RentAndReturn(BytePool pool)
    {
        using ByteLease lease = pool.Rent(Size);
        return Buffers.ArrayOf(lease);
    }

    private static BytePool NewPool(int size, bool clears, int cap = 4096) => new(new BytePoolOptions
    {
        MinSize = size,
        MaxSize = size,
        MaxBuffersPerBucket = cap,
        MaxIdleBytesPerBucket = null,
        ClearOnReturn = clears,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
        TimeProvider = new ManualClock(),
    });
}

using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Concurrency;

[Collection(RunsAlone.Name)]
public class ThreadDeathTests
{
    private const int BufferSize = 8 * 1024;
    private const int Count = 10;

    [Fact]
    [Trait("Requirement", "B7")]
    public void Rent_IdleBuffersOfAnEndedThread_AreUsedAgain()
    {
        using BytePool pool = NewPool(16);
        HashSet<byte[]> arrays = Buffers.NewSet();
        Crew.RunOnFreshThread(() =>
        {
            ByteLease[] leases = Leases.RentMany(pool, Count, BufferSize);
            arrays.UnionWith(leases.Select(Buffers.ArrayOf));
            Leases.ReturnAll(leases);
        });

        AssertServedFrom(pool, arrays);
        Books.AssertAddUp(pool.GetStatistics(), 16);
    }

    /// <summary>Without a collection, which would also reveal the threads' end.</summary>
    [Theory]
    [Trait("Requirement", "B7")]
    [InlineData(64)]
    [InlineData(BufferSize)]
    public void Rent_AfterManyThreadsEnded_MakesNoBuffersOfItsOwn(int size)
    {
        const int Threads = 200;
        using BytePool pool = new(new BytePoolOptions { MinSize = size, MaxSize = size });
        ByteLease[] held = Leases.RentMany(pool, Count, size);
        int collections = GC.CollectionCount(0);
        for (int thread = 0; thread < Threads; thread++)
        {
            Crew.RunOnFreshThread(() =>
            {
                Leases.ReturnAll(held);
                held = Leases.RentMany(pool, Count, size);
            });
        }

        Assert.SkipWhen(GC.CollectionCount(0) > collections, "A collection ran meanwhile, so this shows nothing.");
        Leases.ReturnAll(held);
        Assert.InRange(pool.GetStatistics().Misses, Count, Threads * Count / 4);
    }

    [Theory]
    [Trait("Requirement", "B7")]
    [Trait("Requirement", "S12")]
    [InlineData(true)]
    [InlineData(false)]
    public void Return_LeaseOfAnEndedThread_BufferIsUsedAgain(bool renterIsKnownToHaveEnded)
    {
        using BytePool pool = NewPool(16);
        ByteLease[] leases = [];
        Crew.RunOnFreshThread(() => leases = Leases.RentMany(pool, Count, BufferSize));
        HashSet<byte[]> arrays = Buffers.NewSet();
        arrays.UnionWith(leases.Select(Buffers.ArrayOf));
        if (renterIsKnownToHaveEnded)
        {
            Collector.Settle();
        }

        Leases.ReturnAll(leases);

        Assert.Equal(Count, pool.GetStatistics().Idle);
        Assert.All(leases, static lease => Assert.True(lease.IsReturned));
        AssertServedFrom(pool, arrays);
    }

    [Fact]
    [Trait("Requirement", "B3")]
    [Trait("Requirement", "B7")]
    public void GetStatistics_LeasesDroppedByAnEndedThread_AreCountedAndNothingIsHeld()
    {
        using BytePool pool = NewPool(16);
        Crew.RunOnFreshThread(() => DropLeases(pool));

        Assert.True(Collector.SettleUntil(() => pool.GetStatistics().Abandoned == Count), "Every dropped lease is counted.");

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Assert.Equal(0, statistics.BytesHeld);
        Books.AssertAddUp(statistics, 16);
    }

    [Theory]
    [Trait("Requirement", "B7")]
    [InlineData(4, 1)]
    [InlineData(64, 2)]
    public void Rent_ByThousandsOfShortThreads_MemoryStaysBounded(int cap, int seed)
    {
        using BytePool pool = NewPool(cap);
        ConcurrentQueue<ByteLease> left = new();
        Random random = new(seed);
        LiveAndDie(pool, left, random, 500);
        long before = Collector.BytesInUse();

        LiveAndDie(pool, left, random, 2_000);

        long after = Collector.BytesInUse();
        Assert.InRange(after - before, long.MinValue, (cap * BufferSize) + (256 * 1024));
        BytePoolStatistics statistics = pool.GetStatistics();
        Books.AssertAddUp(statistics, cap);
        Assert.Equal(0, statistics.Rented);
        Assert.InRange(statistics.Abandoned, 1, statistics.Misses);
        Assert.InRange(statistics.Hits, 1, long.MaxValue);
        Assert.InRange(statistics.BytesHeld, 0, cap * BufferSize);
    }

    /// <summary>Many short-lived threads, two at a time: each rents a few buffers, returns some, drops some, and leaves some to later threads.</summary>
    private static void LiveAndDie(BytePool pool, ConcurrentQueue<ByteLease> left, Random random, int threads)
    {
        for (int i = 0; i < threads; i += 2)
        {
            int first = random.Next();
            int second = random.Next();
            Crew.Run($"thread {i}", _ => Live(pool, left, new Random(first)), _ => Live(pool, left, new Random(second)));
            if (i % 100 == 0)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }

        while (left.TryDequeue(out ByteLease lease))
        {
            lease.Return();
        }

        Assert.True(Collector.SettleUntil(() => pool.GetStatistics().Rented == 0), "Dropped leases are found.");
    }

    private static void Live(BytePool pool, ConcurrentQueue<ByteLease> left, Random random)
    {
        foreach (ByteLease lease in Leases.RentMany(pool, random.Next(1, 9), BufferSize))
        {
            lease.Span.Fill(1);
            switch (random.Next(8))
            {
                case 0:
                    // Dropped.
                    break;
                case < 3:
                    left.Enqueue(lease);
                    break;
                default:
                    lease.Return();
                    break;
            }
        }

        while (random.Next(3) > 0 && left.TryDequeue(out ByteLease found))
        {
            found.Return();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropLeases(BytePool pool) => Leases.RentMany(pool, Count, BufferSize);

    private static void AssertServedFrom(BytePool pool, HashSet<byte[]> arrays)
    {
        // Buffers rented before the thread's end has been noticed are held, so that they don't serve the later rents.
        List<ByteLease> leases = Latecomers.HoldUntilServedFrom(pool, arrays, BufferSize);
        leases.AddRange(Leases.RentMany(pool, Count - 1, BufferSize));
        Assert.Equal(Count, leases.Count(lease => arrays.Contains(Buffers.ArrayOf(lease))));
        Assert.Equal(leases.Count, leases.Select(Buffers.ArrayOf).Distinct(ReferenceEqualityComparer.Instance).Count());
        Leases.ReturnAll([.. leases]);
    }

    private static BytePool NewPool(int cap) => new(new BytePoolOptions
    {
        MinSize = BufferSize,
        MaxSize = BufferSize,
        MaxBuffersPerBucket = cap,
    });
}

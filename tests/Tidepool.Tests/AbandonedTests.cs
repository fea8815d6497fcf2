using System.Runtime.CompilerServices;

namespace Tidepool.Tests;

/// <summary>Dropped leases are collected and counted; held ones are neither.</summary>
[Collection(nameof(FullCollections))]
[Trait("Requirement", "B3")]
public class AbandonedTests
{
    [Theory]
    [InlineData(8, 1)]
    [InlineData(8, 2)]
    [InlineData(8, 100)]
    [InlineData(0, 5)]
    [InlineData(1, 5)]
    [InlineData(4_096, 1_000)]
    [Trait("Requirement", "S13")]
    public void DroppedLeases_AreCounted(int cap, int leases)
    {
        using BytePool pool = new(16, 4_096, cap);
        Drop(pool, 100, leases);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == leases);

        BucketStatistics bucket = Assert.Single(pool.GetStatistics().Buckets);
        Assert.Equal((leases, 0, 0, 0), (bucket.Abandoned, bucket.Rented, bucket.Idle, bucket.Returned));
        Assert.Equal(0, bucket.BytesRequested);
        Assert.Equal(0, bucket.BytesHeld);
        Snapshots.AssertAddsUp(pool.GetStatistics());
        AssertServes(pool);
    }

    [Fact]
    [Trait("Requirement", "S13")]
    public void DroppedLeases_OfSeveralBuckets_AreCountedInTheirs()
    {
        using BytePool pool = new(16, 4_096, 8);
        Drop(pool, 100, 3);
        Drop(pool, 1_000, 20);
        pool.Rent(100).Return();
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 23);
        Assert.Equal([(128, 3), (1_024, 20)], pool.GetStatistics().Buckets.Select(static bucket => (bucket.Size, bucket.Abandoned)));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(PoolMode.Standard, 5_000)]
    [InlineData(PoolMode.Unpooled, 100)]
    [Trait("Requirement", "S11")]
    public void DroppedLeases_Unpooled_AreCounted(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, Mode = mode });
        Drop(pool, size, 7);
        FullCollections.RunUntil(() => pool.GetStatistics().UnpooledAbandoned == 7);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((7, 7, 0, 0), (statistics.Unpooled, statistics.UnpooledAbandoned, statistics.UnpooledRented, statistics.UnpooledReturned));
        Assert.Equal((0, 0), (statistics.BytesHeld, statistics.BytesRequested));
    }

    [Fact]
    [Trait("Requirement", "S13")]
    public void DroppedAllocators_AreCounted()
    {
        using BytePool pool = new(16, 4_096, 8);
        DropAllocators(pool, 20);
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 20);
        Assert.Equal((20, 0), (pool.GetStatistics().Abandoned, pool.GetStatistics().Rented));
        AssertServes(pool);
    }

    [Fact]
    public void DroppedOnAThreadThatEnded_IsCounted()
    {
        using BytePool pool = new(16, 4_096, 8);
        OtherThread.Run(() => Drop(pool, 100, 5));
        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 5);
        Assert.Equal((5, 0), (pool.GetStatistics().Abandoned, pool.GetStatistics().Rented));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    public void DroppedBuffer_IsNeverHandedOutAgain()
    {
        using BytePool pool = new(16, 4_096, 8);
        HashSet<byte[]> dropped = [];
        DropAndRemember(pool, 20, dropped);
        for (int round = 0; round < 6; round++)
        {
            ByteLease[] leases = [.. Enumerable.Range(0, 30).Select(_ => pool.Rent(100))];
            Assert.DoesNotContain(leases, lease => dropped.Contains(Buffers.ArrayOf(lease)));
            Assert.All(leases, static lease => lease.Return());
            FullCollections.Run(1);
        }

        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == 20);
        Assert.Equal(20, pool.GetStatistics().Abandoned);
        Assert.Equal(20, dropped.Count);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(0)]
    [InlineData(1_000)]
    public void HeldLeases_AreNotCounted_AndStayUsable(int cap)
    {
        using BytePool pool = new(16, 4_096, cap);
        ByteLease[] held = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
        Allocator[] allocators = [.. Enumerable.Range(0, 10).Select(_ => pool.Allocate(200))];
        ByteLease unpooled = pool.Rent(5_000);
        for (int index = 0; index < held.Length; index++)
        {
            held[index].Span.Fill((byte)index);
        }

        for (int round = 0; round < 8; round++)
        {
            FullCollections.Run(1);
            AssertServes(pool);
            BytePoolStatistics now = pool.GetStatistics();
            Assert.Equal((0, 61), (now.Abandoned, now.Rented));
            Snapshots.AssertAddsUp(now);
        }

        for (int index = 0; index < held.Length; index++)
        {
            Buffers.AssertAllAre((byte)index, held[index].Span);
            Assert.False(held[index].IsReturned);
        }

        Assert.All(allocators, static allocator => Assert.Equal(200, allocator.Memory.Length));
        foreach (ByteLease lease in held)
        {
            lease.Return();
            Assert.Throws<BufferAlreadyReturnedException>(lease.Return);
        }

        Assert.All(allocators, static allocator => allocator.Return());
        unpooled.Return();
        FullCollections.Run(3);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, 0, 0), (statistics.Abandoned, statistics.Rented, statistics.UnpooledAbandoned));
        Assert.Equal(statistics.Hits + statistics.Misses, statistics.Returned);
        Snapshots.AssertAddsUp(statistics);
        AssertServes(pool);
    }

    [Fact]
    [Trait("Requirement", "S14")]
    public void HeldLeases_AcrossCollectionsOfTheYoung_AreKeptOnReturn()
    {
        const int Attempts = 20;
        for (int attempt = 1; ; attempt++)
        {
            int before = GC.CollectionCount(GC.MaxGeneration);
            using BytePool pool = new(16, 4_096, 100);
            ByteLease[] held = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
            for (int generation = 0; generation < GC.MaxGeneration; generation++)
            {
                GC.Collect(generation);
                GC.WaitForPendingFinalizers();
            }

            Assert.All(held, static lease => lease.Return());
            BytePoolStatistics statistics = pool.GetStatistics();

            // The collector may run more often than requested. After two full collections a pool may have evicted what is out.
            if (GC.CollectionCount(GC.MaxGeneration) - before < 2)
            {
                Assert.Equal((50, 0, 0), (statistics.Idle, statistics.Trimmed, statistics.Discarded));
                return;
            }

            Assert.True(attempt < Attempts, "Two full collections ran during each attempt.");
        }
    }

    [Fact]
    public void HeldLeases_ReturnedOnAnotherThreadAfterCollections_AreReturnedOnce()
    {
        using BytePool pool = new(16, 4_096, 100);
        ByteLease[] held = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
        FullCollections.Run(4);
        OtherThread.Run(() => Assert.All(held, static lease => lease.Return()));
        Assert.All(held, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((50, 0, 0), (statistics.Returned, statistics.Rented, statistics.Abandoned));
        Snapshots.AssertAddsUp(statistics);
    }

    [Fact]
    public void IdleBuffers_StayThroughCollections()
    {
        using BytePool pool = new(16, 4_096, 100);
        ByteLease[] leases = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
        HashSet<byte[]> arrays = [.. leases.Select(Buffers.ArrayOf)];
        Assert.All(leases, static lease => lease.Return());
        FullCollections.Run(5);
        Assert.Equal((50, 0, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed, pool.GetStatistics().Abandoned));
        leases = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
        Assert.All(leases, lease => Assert.Contains(Buffers.ArrayOf(lease), arrays, ReferenceEqualityComparer.Instance));
        Assert.Equal(50, pool.GetStatistics().Hits);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void ThreadThatEnded_LeavesItsIdleBuffersToTheOthers()
    {
        using BytePool pool = new(16, 4_096, 100);
        byte[] array = OtherThread.Run(() =>
        {
            ByteLease lease = pool.Rent(100);
            byte[] theirs = Buffers.ArrayOf(lease);
            lease.Return();
            return theirs;
        });
        byte[]? found = null;
        FullCollections.RunUntil(() =>
        {
            // Renting the buffer that the ended thread left is a hit; until then each rent takes a new buffer and keeps it.
            ByteLease lease = pool.Rent(100);
            found = Buffers.ArrayOf(lease);
            return found == array;
        });
        Assert.Same(array, found);
        Assert.Equal(1, pool.GetStatistics().Hits);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void TrimmedAndDiscardedBuffers_AreCollected()
    {
        using BytePool pool = new(16, 4_096, 1);
        (WeakReference first, WeakReference second) = RentAndReturnTwo(pool);
        pool.Trim();
        FullCollections.RunUntil(() => !first.IsAlive && !second.IsAlive);
        Assert.False(first.IsAlive);
        Assert.False(second.IsAlive);
        Assert.Equal((1, 1, 0), (pool.GetStatistics().Trimmed, pool.GetStatistics().Discarded, pool.GetStatistics().Abandoned));
    }

    [Theory]
    [InlineData(PoolMode.Standard, 5_000)]
    [InlineData(PoolMode.Unpooled, 100)]
    [Trait("Requirement", "S11")]
    public void ReturnedUnpooledBuffer_IsCollected(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, Mode = mode });
        WeakReference array = RentAndReturn(pool, size);
        FullCollections.RunUntil(() => !array.IsAlive);
        Assert.False(array.IsAlive);
        Assert.Equal((1, 0), (pool.GetStatistics().UnpooledReturned, pool.GetStatistics().UnpooledAbandoned));
    }

    [Fact]
    [Trait("Requirement", "B4")]
    public void Statistics_AfterRentsReturnsAndDropsInAnyOrder_AddUp()
    {
        using BytePool pool = new(16, 4_096, 5);
        int dropped = 0;
        for (int round = 0; round < 8; round++)
        {
            dropped += UseAtRandom(pool, seed: round);
            FullCollections.Run(1);
            Snapshots.AssertAddsUp(pool.GetStatistics());
        }

        FullCollections.RunUntil(() => pool.GetStatistics().Abandoned == dropped);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.True(dropped > 0);
        Assert.Equal((dropped, 0), (statistics.Abandoned, statistics.Rented));
        Assert.All(statistics.Buckets, static bucket => Assert.InRange(bucket.Idle, 0, 5));
        Snapshots.AssertAddsUp(statistics);
    }

    // The methods below are not inlined, so that what they drop is unreachable afterwards.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, int size, int leases)
    {
        for (int lease = 0; lease < leases; lease++)
        {
            pool.Rent(size).Span.Fill(1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropAllocators(BytePool pool, int count)
    {
        for (int allocator = 0; allocator < count; allocator++)
        {
            pool.Allocate(100).Span.Fill(1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void DropAndRemember(BytePool pool, int count, HashSet<byte[]> arrays)
    {
        for (int lease = 0; lease < count; lease++)
        {
            arrays.Add(Buffers.ArrayOf(pool.Rent(100)));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int UseAtRandom(BytePool pool, int seed)
    {
        Random random = new(seed);
        List<ByteLease> held = [];
        for (int step = 0; step < 300; step++)
        {
            if (random.Next(2) == 0)
            {
                held.Add(pool.Rent(random.Next(4_097)));
            }
            else if (held.Count > 0)
            {
                int index = random.Next(held.Count);
                held[index].Return();
                held.RemoveAt(index);
            }

            if (random.Next(100) == 0)
            {
                pool.Trim();
            }
        }

        return held.Count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference RentAndReturn(BytePool pool, int size)
    {
        ByteLease lease = pool.Rent(size);
        WeakReference array = new(Buffers.ArrayOf(lease));
        lease.Return();
        return array;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference First, WeakReference Second) RentAndReturnTwo(BytePool pool)
    {
        ByteLease first = pool.Rent(100);
        ByteLease second = pool.Rent(100);
        (WeakReference First, WeakReference Second) arrays = (new(Buffers.ArrayOf(first)), new(Buffers.ArrayOf(second)));
        first.Return();
        second.Return();
        return arrays;
    }

    private static void AssertServes(BytePool pool)
    {
        ByteLease lease = pool.Rent(1_000);
        lease.Span.Fill(1);
        lease.Return();
    }
}

namespace Tidepool.Tests;

[Trait("Requirement", "S4")]
public class UnpooledTests
{
    public static TheoryData<string> Pools => ["the property", "the mode"];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Rent_NeverGivesAnArrayTwice(string which)
    {
        using BytePool pool = PoolOf(which);
        HashSet<byte[]> seen = [];
        for (int rent = 0; rent < 300; rent++)
        {
            ByteLease lease = pool.Rent(100);
            Assert.Equal(100, lease.Capacity);
            Assert.True(seen.Add(Buffers.ArrayOf(lease)), "An array was rented twice.");
            lease.Return();
        }
    }

    [Theory]
    [MemberData(nameof(Pools))]
    [Trait("Requirement", "S11")]
    public void MinAndMaxSize_Answer(string which)
    {
        using BytePool pool = PoolOf(which);
        Assert.Equal(64, pool.MinSize);
        Assert.Equal(16 * 1024 * 1024, pool.MaxSize);
    }

    [Theory]
    [MemberData(nameof(Pools))]
    [Trait("Requirement", "S8")]
    [Trait("Requirement", "S9")]
    public void Allocator_ObeysTheSameRules(string which)
    {
        using BytePool pool = PoolOf(which);
        Allocator allocator = pool.CreateAllocator();
        Assert.Throws<BufferAlreadyReturnedException>(() => allocator.Memory);
        Assert.Equal(100, allocator.Allocate(100).Length);
        Assert.Throws<BufferAlreadyAllocatedException>(() => allocator.Allocate(1));
        allocator.Return();
        Assert.Throws<BufferAlreadyReturnedException>(allocator.Return);
        Assert.Throws<ArgumentOutOfRangeException>(() => allocator.Allocate(-1));
        allocator.Dispose();
        using Allocator holding = pool.Allocate(5);
        Assert.Equal(5, holding.Length);
    }

    [Fact]
    public void Statistics_OfAnUnpooledPool_CountEverythingAsUnpooled()
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Unpooled });
        ByteLease held = pool.Rent(1_000);
        pool.Rent(300).Return();
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Empty(statistics.Buckets);
        Assert.Equal((2, 1, 1, 0), (statistics.Unpooled, statistics.UnpooledReturned, statistics.UnpooledRented, statistics.UnpooledAbandoned));
        Assert.Equal((1_000, 1_000, 1_000, 1_300), (statistics.BytesHeld, statistics.BytesRented, statistics.BytesRequested, statistics.PeakBytesRented));
        Assert.Equal((0, 2, 0), (statistics.Hits, statistics.Misses, statistics.Idle));
        pool.Trim();
        held.Return();
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    [Trait("Requirement", "S11")]
    public void Statistics_OverMaxSize_CountAsUnpooled()
    {
        using BytePool pool = new(16, 1_000, 8);
        ByteLease held = pool.Rent(1_001);
        byte[] first = Buffers.ArrayOf(held);
        Assert.Equal(1_001, held.Capacity);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Empty(statistics.Buckets);
        Assert.Equal((1, 0, 1), (statistics.Unpooled, statistics.UnpooledReturned, statistics.UnpooledRented));
        Assert.Equal((1_001, 1_001, 1_001), (statistics.BytesHeld, statistics.BytesRented, statistics.BytesRequested));

        held.Return();
        using ByteLease next = pool.Rent(1_001);
        Assert.NotSame(first, Buffers.ArrayOf(next));
        statistics = pool.GetStatistics();
        Assert.Equal((2, 1, 1), (statistics.Unpooled, statistics.UnpooledReturned, statistics.UnpooledRented));
        Assert.Empty(statistics.Buckets);
    }

    [Fact]
    public void Rent_AfterDispose_Throws()
    {
        BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Unpooled });
        ByteLease held = pool.Rent(10);
        pool.Dispose();
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(10));
        Assert.Throws<ObjectDisposedException>(() => pool.Allocate(10));
        held.Span.Fill(1);
        held.Return();
        Assert.Equal(1, pool.GetStatistics().UnpooledReturned);
    }

    [Fact]
    [Trait("Requirement", "S1")]
    public void SharedAndUnpooled_AreAlwaysTheSame_AndCannotBeDisposed()
    {
        foreach (Func<BytePool> get in (Func<BytePool>[])[static () => BytePool.Shared, static () => BytePool.Unpooled])
        {
            BytePool pool = get();
            Assert.Same(pool, OtherThread.Run(get));
            using ByteLease held = pool.Rent(100);
            pool.Dispose();
            held.Span.Fill(2);
            using ByteLease lease = pool.Rent(100);
            Assert.Equal(100, lease.Length);
        }

        Assert.NotSame(BytePool.Shared, BytePool.Unpooled);
    }

    private static BytePool PoolOf(string which) =>
        which == "the property" ? BytePool.Unpooled : new BytePool(new BytePoolOptions { Mode = PoolMode.Unpooled });
}

namespace Tidepool.Tests;

[Trait("Requirement", "B7")]
public class TrimTests
{
    [Fact]
    public void Trim_DropsAllIdleBuffers_AndNoRentedOne()
    {
        using BytePool pool = new(16, 4_096, 100);
        ByteLease[] leases = [.. Enumerable.Range(0, 50).Select(_ => pool.Rent(100))];
        byte[][] idle = [.. leases.Skip(10).Select(Buffers.ArrayOf)];
        Assert.All(leases, static lease => lease.Span.Fill(5));
        Assert.All(leases.Skip(10), static lease => lease.Return());

        pool.Trim();
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, 40, 10), (statistics.Idle, statistics.Trimmed, statistics.Rented));
        Assert.Equal(10 * 128, statistics.BytesHeld);
        Assert.All(leases.Take(10), static lease => Buffers.AssertAllAre(5, lease.Span));

        ByteLease next = pool.Rent(100);
        Assert.DoesNotContain(Buffers.ArrayOf(next), idle, ReferenceEqualityComparer.Instance);
        next.Return();
        Assert.All(leases.Take(10), static lease => lease.Return());
        Assert.Equal(11, pool.GetStatistics().Idle);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    public void Trim_Again_ChangesNothing()
    {
        using BytePool pool = new(16, 4_096, 100);
        pool.Trim();
        pool.Rent(100).Return();
        pool.Trim();
        string before = Snapshots.Of(pool);
        pool.Trim();
        Assert.Equal(before, Snapshots.Of(pool));
    }

    [Fact]
    public void Trim_OnAnotherThread_DropsThisThreadsIdleBuffers()
    {
        using BytePool pool = new(16, 4_096, 100);
        ByteLease held = pool.Rent(100);
        ByteLease stale = pool.Rent(100);
        byte[] dropped = Buffers.ArrayOf(stale);
        stale.Return();
        OtherThread.Run(pool.Trim);
        Assert.Equal((0, 1, 1), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed, pool.GetStatistics().Rented));
        Assert.NotSame(dropped, Buffers.ArrayOf(pool.Rent(100)));
        Assert.Throws<BufferAlreadyReturnedException>(stale.Return);
        held.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    public void Dispose_DropsIdleBuffers_AndLetsLeasesEnd()
    {
        BytePool pool = new(16, 4_096, 100);
        ByteLease held = pool.Rent(100);
        ByteLease heldElsewhere = OtherThread.Run(() => pool.Rent(100));
        Allocator allocator = pool.Allocate(100);
        ByteLease unpooled = pool.Rent(5_000);
        pool.Rent(1_000).Return();
        held.Span.Fill(5);
        pool.Dispose();
        pool.Dispose();

        Assert.Equal((0, 1, 4, 1), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed, pool.GetStatistics().Rented, pool.GetStatistics().UnpooledRented));
        Buffers.AssertAllAre(5, held.Span);
        held.Return();
        OtherThread.Run(heldElsewhere.Return);
        allocator.Return();
        unpooled.Dispose();
        Assert.Throws<BufferAlreadyReturnedException>(held.Return);

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, 0, 5), (statistics.Idle, statistics.Rented, statistics.Returned));
        Assert.Equal(0, statistics.BytesHeld);
        Snapshots.AssertAddsUp(statistics);
    }

    [Fact]
    public void Dispose_WithMoreLeasesOutThanMayBeIdle_KeepsNoneOfThem()
    {
        BytePool pool = new(16, 4_096, 2);
        ByteLease[] held = [.. Enumerable.Range(0, 5).Select(_ => pool.Rent(100))];
        pool.Dispose();
        Assert.All(held, static lease => lease.Return());
        Assert.Equal((0, 5, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Returned, pool.GetStatistics().BytesHeld));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Rent_AfterDispose_Throws()
    {
        BytePool pool = new(16, 4_096, 100);
        Allocator allocator = pool.CreateAllocator();
        pool.Rent(100).Return();
        pool.Dispose();
        string before = Snapshots.Of(pool);
        foreach (Action rent in (Action[])[() => pool.Rent(100), () => pool.Rent(0), () => pool.Rent(5_000),
            () => pool.Allocate(100), () => allocator.Allocate(100)])
        {
            Assert.Contains(nameof(BytePool), Assert.Throws<ObjectDisposedException>(rent).Message, StringComparison.Ordinal);
            Assert.Throws<ObjectDisposedException>(() => OtherThread.Run(rent));
        }

        Assert.False(allocator.IsAllocated);
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1));
        pool.Trim();
        Assert.Equal(before, Snapshots.Of(pool));
    }

    [Fact]
    public void Dispose_BeforeAnyRent_IsFine()
    {
        BytePool pool = new(16, 4_096, 100);
        pool.Dispose();
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1));
        Assert.Empty(pool.GetStatistics().Buckets);
    }

    [Fact]
    public void Dispose_OfOnePool_LeavesOthersAlone()
    {
        // Many pools in turn: anything that a pool leaves in the threads' tables would reach the next pool.
        using BytePool lasting = new(16, 4_096, 4);
        ByteLease held = lasting.Rent(100);
        for (int turn = 0; turn < 50; turn++)
        {
            BytePool passing = new(16, 4_096, 4);
            ByteLease lease = passing.Rent(100);
            byte[] array = Buffers.ArrayOf(lease);
            passing.Rent(100).Return();
            passing.Dispose();
            using BytePool next = new(16, 4_096, 4);
            Assert.NotSame(array, Buffers.ArrayOf(next.Rent(100)));
            lease.Return();
            Assert.Equal((0, 1), (next.GetStatistics().Hits, next.GetStatistics().Misses));
            Assert.Throws<ObjectDisposedException>(() => passing.Rent(100));
        }

        held.Return();
        Assert.Equal((1, 1), (lasting.GetStatistics().Misses, lasting.GetStatistics().Idle));
    }
}

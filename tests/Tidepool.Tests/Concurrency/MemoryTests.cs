using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Tidepool.Tests.Concurrency;

/// <summary>Nothing in the pool keeps what is dropped, released or disposed reachable: no handle, no thread, and no other pool.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N3")]
public class MemoryTests
{
    private const int Size = 64 * 1024;
    private const int Count = 100;

    public enum Way
    {
        /// <summary>By the thread that rented.</summary>
        Here,

        /// <summary>By another thread.</summary>
        Elsewhere,

        /// <summary>As residents of the thread.</summary>
        AsResidents,
    }

    /// <summary>A returned lease that is left in a field refers to its slot, but no longer to the buffer.</summary>
    [Theory]
    [InlineData(Way.Here, false)]
    [InlineData(Way.Elsewhere, false)]
    [InlineData(Way.AsResidents, false)]
    [InlineData(Way.Here, true)]
    [InlineData(Way.AsResidents, true)]
    [Trait("Requirement", "B7")]
    public void ReturnedLease_ThatSomebodyHolds_KeepsNoBuffer(Way how, bool disposes)
    {
        using BytePool pool = NewPool();
        ByteLease[] leases = new ByteLease[Count];
        WeakReference[] arrays = RentAndReturn(pool, leases, how);
        Assert.Equal(Count, pool.GetStatistics().Idle);
        FullCollections.Run(2);
        Assert.All(arrays, static array => Assert.True(array.IsAlive));

        if (disposes)
        {
            pool.Dispose();
        }
        else
        {
            pool.Trim();
        }

        AssertCollected(arrays);
        Assert.All(leases, static lease => Assert.True(lease.IsReturned));
        Assert.All(leases, static lease => Assert.Throws<BufferAlreadyReturnedException>(() => lease.Span.Length));
        Assert.All(leases, static lease => Assert.Throws<BufferAlreadyReturnedException>(lease.Return));
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Theory]
    [InlineData(0, Size)]
    [InlineData(1_000, 2 * Size)]
    [Trait("Requirement", "S11")]
    public void ReturnedLease_OfABufferThatIsNotKept_KeepsNone(int cap, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxBuffersPerBucket = cap });
        ByteLease[] leases = new ByteLease[Count];
        WeakReference[] arrays = RentAndReturn(pool, leases, Way.Here, size);
        AssertCollected(arrays);
        Assert.All(leases, static lease => Assert.True(lease.IsReturned));
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    /// <summary>One full collection is enough to free the memory, as with a plain array; the count follows.</summary>
    [Theory]
    [InlineData(PoolMode.Standard, 100)]
    [InlineData(PoolMode.Standard, Size)]
    [InlineData(PoolMode.Standard, 2 * Size)]
    [InlineData(PoolMode.Unpooled, Size)]
    [InlineData(PoolMode.Checked, Size)]
    [Trait("Requirement", "B3")]
    [Trait("Requirement", "S13")]
    public void DroppedLease_IsCollectedAsReadilyAsAnArray(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = Size, Mode = mode, LeakSamplingInterval = 0, OnMisuse = static _ => { } });
        WeakReference[] arrays = Drop(pool, size);

        // Without waiting for finalizers: freeing the buffers must not depend on them.
        GC.Collect();
        Assert.InRange(arrays.Count(static array => array.IsAlive), 0, 1);
        FullCollections.RunUntil(() => pool.GetStatistics() is var now && now.Abandoned == Count);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((Count, 0), (statistics.Abandoned, statistics.BytesHeld));
    }

    /// <summary>More in total than the budget allows at once.</summary>
    [Fact]
    [Trait("Requirement", "B5")]
    public void DroppedLeases_UnderABudget_MakeRoomForOthers()
    {
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxTotalBytes = Count * Size, LeakSamplingInterval = 0 });
        for (int round = 0; round < 5; round++)
        {
            Drop(pool, Size);
            Assert.True(Collector.SettleUntil(() => pool.GetStatistics().BytesHeld == 0), "Dropped leases are found.");
        }

        Assert.Equal(5 * Count, pool.GetStatistics().Abandoned);
    }

    /// <summary>Threads that moved to another page of their stack, in many pools: the table of pages must not keep their buffers reachable.</summary>
    [Fact]
    [Trait("Requirement", "B7")]
    public void EndedThreadsAndDisposedPools_LeaveNothingInReach()
    {
        const int Small = 4 * 1024;
        UseAndEnd(threads: 4, pools: 4, Small);
        long before = Collector.BytesInUse();
        (WeakReference[] arrays, WeakReference[] pools) = UseAndEnd(threads: 40, pools: 25, Small);
        Assert.True(Collector.SettleUntil(() => !Array.Exists(arrays, static array => array.IsAlive)), "No buffer is reachable.");
        Assert.True(Collector.SettleUntil(() => !Array.Exists(pools, static pool => pool.IsAlive)), "No pool is reachable.");
        Assert.InRange(Collector.BytesInUse() - before, long.MinValue, 1024 * 1024);
    }

    [Fact]
    [Trait("Requirement", "B7")]
    public void DisposedPools_UsedByALivingThread_LeaveNothingInReach()
    {
        using Colleague living = new();
        living.Do(() => UsePools(4, 4 * 1024, [], []));
        long before = Collector.BytesInUse();
        ConcurrentBag<WeakReference> arrays = [];
        ConcurrentBag<WeakReference> pools = [];
        living.Do(() => UsePools(50, 4 * 1024, arrays, pools));
        Assert.True(Collector.SettleUntil(() => arrays.All(static array => !array.IsAlive) && pools.All(static pool => !pool.IsAlive)), "All are collected.");
        Assert.InRange(Collector.BytesInUse() - before, long.MinValue, 1024 * 1024);
        living.Do(static () => { });
    }

    /// <summary>The lease is returned by its holder's finalizer, after the collector has found both.</summary>
    [Theory]
    [InlineData(PoolMode.Standard, Size)]
    [InlineData(PoolMode.Standard, 2 * Size)]
    [InlineData(PoolMode.Unpooled, Size)]
    [InlineData(PoolMode.Checked, Size)]
    [InlineData(PoolMode.Guarded, Size)]
    [Trait("Requirement", "B3")]
    [Trait("Requirement", "B4")]
    public void LeaseReturnedByAFinalizer_CountsAsReturned(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = Size, Mode = mode, OnMisuse = static _ => { } });
        for (int round = 0; round < 5; round++)
        {
            LeaveToFinalizers(pool, size);
            FullCollections.RunUntil(() => pool.GetStatistics() is var now && now.Rented == 0);
        }

        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((5 * Count, 0), (statistics.Returned, statistics.Abandoned));
        Snapshots.AssertAddsUp(statistics);
    }

    private static void AssertCollected(WeakReference[] arrays)
    {
        FullCollections.RunUntil(() => !Array.Exists(arrays, static array => array.IsAlive));
        Assert.Equal(0, arrays.Count(static array => array.IsAlive));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] RentAndReturn(BytePool pool, ByteLease[] leases, Way how, int size = Size)
    {
        if (how == Way.AsResidents)
        {
            Residency.Earn(pool, size, Slots.Residents.Most);
        }

        for (int index = 0; index < leases.Length; index++)
        {
            leases[index] = pool.Rent(size);
        }

        WeakReference[] arrays = [.. leases.Select(static lease => new WeakReference(Buffers.ArrayOf(lease)))];
        if (how == Way.Elsewhere)
        {
            OtherThread.Run(() => Leases.ReturnAll(leases));
        }
        else
        {
            Leases.ReturnAll(leases);
        }

        return arrays;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Drop(BytePool pool, int size) =>
        [.. Enumerable.Range(0, Count)
            .Select(_ => new WeakReference(pool.Engine.Mode == PoolMode.Checked ? pool.Rent(size).Slot! : Buffers.ArrayOf(pool.Rent(size))))];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (WeakReference[] Arrays, WeakReference[] Pools) UseAndEnd(int threads, int pools, int size)
    {
        ConcurrentBag<WeakReference> arrays = [];
        BytePool[] all = [.. Enumerable.Range(0, pools).Select(_ => NewPool(size))];
        Crew.Run("threads that move down their stacks", [.. Enumerable.Range(0, threads).Select(_ => (Action<CancellationToken>)(_ =>
        {
            Array.ForEach(all, pool => Use(pool, arrays));
            AtDepth(50, () => Array.ForEach(all, pool => Use(pool, arrays)));
        }))]);
        Array.ForEach(all, static pool => pool.Dispose());
        return ([.. arrays], [.. all.Select(static pool => new WeakReference(pool.Engine))]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void UsePools(int count, int size, ConcurrentBag<WeakReference> arrays, ConcurrentBag<WeakReference> pools)
    {
        for (int index = 0; index < count; index++)
        {
            using BytePool pool = NewPool(size);
            Use(pool, arrays);
            AtDepth(50, () => Use(pool, arrays));
            pools.Add(new WeakReference(pool.Engine));
        }
    }

    /// <summary>Long enough to earn residents, if no other thread interferes, and to be recognized by the current page.</summary>
    private static void Use(BytePool pool, ConcurrentBag<WeakReference> arrays)
    {
        for (int rent = 0; rent < Residency.RentsToEarn + 100; rent++)
        {
            pool.Rent(pool.MaxSize).Return();
        }

        ByteLease[] leases = Leases.RentMany(pool, 3, pool.MaxSize);
        Array.ForEach(leases, lease => arrays.Add(new WeakReference(Buffers.ArrayOf(lease))));
        Leases.ReturnAll(leases);
    }

    /// <summary>Calls an action about <paramref name="depth"/> kilobytes further down the stack.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void AtDepth(int depth, Action action)
    {
        Span<byte> room = stackalloc byte[depth * 1024];
        room.Fill(1);
        action();
        Assert.Equal(1, room[^1]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void LeaveToFinalizers(BytePool pool, int size)
    {
        for (int index = 0; index < Count; index++)
        {
            _ = new Holder(pool.Rent(size));
        }
    }

    private static BytePool NewPool(int size = Size) =>
        new(new BytePoolOptions { MinSize = size, MaxSize = size, LeakSamplingInterval = 0, DecayTime = Timeout.InfiniteTimeSpan });

    private sealed class Holder(ByteLease lease)
    {
        ~Holder() => lease.Return();
    }
}

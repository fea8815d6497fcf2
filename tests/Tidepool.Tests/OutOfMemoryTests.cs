namespace Tidepool.Tests;

/// <summary>Memory runs out during a rent: the caller gets the exception, and the pool is unchanged.</summary>
[Trait("Requirement", "B10")]
[Trait("Requirement", "S10")]
public class OutOfMemoryTests
{
    [Theory]
    [InlineData(PoolMode.Standard, 100)]
    [InlineData(PoolMode.Standard, 5_000)]
    [InlineData(PoolMode.Unpooled, 100)]
    public void Rent_FirstOfAll_FailsAndChangesNothing(PoolMode mode, int size)
    {
        using BytePool pool = new(new BytePoolOptions { MaxSize = 4_096, Mode = mode });
        string before = Snapshots.Of(pool);
        RunWithoutMemory(pool, () =>
        {
            Assert.Throws<OutOfMemoryException>(() => pool.Rent(size));
            Assert.Throws<OutOfMemoryException>(() => pool.Allocate(size));
            Assert.Throws<OutOfMemoryException>(() => OtherThread.Run(() => pool.Rent(size)));
        });
        Assert.Equal(before, Snapshots.Of(pool));
        AssertServes(pool, size);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    public void Rent_MissWhileOthersAreHeld_FailsAndChangesNothing(int cap)
    {
        using BytePool pool = new(16, 4_096, cap);
        ByteLease[] held = [.. Enumerable.Range(0, 5).Select(_ => pool.Rent(100))];
        Assert.All(held, static lease => lease.Span.Fill(6));
        pool.Rent(1_000).Return();
        string before = Snapshots.Of(pool);
        RunWithoutMemory(pool, () =>
        {
            for (int again = 0; again < 20; again++)
            {
                Assert.Throws<OutOfMemoryException>(() => pool.Rent(100));
                Assert.Throws<OutOfMemoryException>(() => pool.Rent(2_000));
            }
        });
        Assert.Equal(before, Snapshots.Of(pool));
        Assert.All(held, static lease => Buffers.AssertAllAre(6, lease.Span));
        Assert.All(held, static lease => lease.Return());
        Assert.Equal(Math.Min(cap, 5), pool.GetStatistics().Buckets.Single(static bucket => bucket.Size == 128).Idle);
        AssertServes(pool, 100);
    }

    [Fact]
    public void Rent_Hit_NeedsNoMemory()
    {
        using BytePool pool = new(16, 4_096, 8);
        ByteLease[] held = [.. Enumerable.Range(0, 8).Select(_ => pool.Rent(100))];
        OtherThread.Run(held[0].Return);
        Assert.All(held, static lease => lease.Dispose());
        RunWithoutMemory(pool, () =>
        {
            ByteLease[] hits = [.. Enumerable.Range(0, 8).Select(_ => pool.Rent(128))];
            Assert.Throws<OutOfMemoryException>(() => pool.Rent(128));
            Assert.All(hits, static lease => lease.Return());
        });
        Assert.Equal(8, pool.GetStatistics().Hits);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    /// <summary>A buffer of the checked mode has room for a canary past its end, unless that would exceed the longest array.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Rent_OfTheLargestSizesChecked_FailsForWantOfMemoryOnly(int less)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = PoolMode.Checked });
        List<int> asked = [];
        FailingAllocation.Isolate(pool);
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            asked.Add(size);
            return FailingAllocation.Fail(size, pinned);
        };
        Assert.Throws<OutOfMemoryException>(() => pool.Rent(Array.MaxLength - less));
        
        // The second allocation follows the release of idle memory.
        Assert.Equal([Array.MaxLength, Array.MaxLength], asked);
        Assert.Equal(0, pool.GetStatistics().BytesHeld);
    }

    [Fact]
    public void Rent_FailingNowAndThenOnSeveralThreads_LeavesThePoolIntact()
    {
        using BytePool pool = new(16, 4_096, 3);
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        int calls = 0;
        FailingAllocation.Isolate(pool);
        using ThreadLocal<bool> hasFailed = new();
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            // The pool retries a failed allocation once, and the retry fails too.
            if (hasFailed.Value)
            {
                hasFailed.Value = false;
                return FailingAllocation.Fail(size, pinned);
            }

            hasFailed.Value = Interlocked.Increment(ref calls) % 3 == 0;
            return hasFailed.Value ? FailingAllocation.Fail(size, pinned) : allocate(size, pinned);
        };
        int failures = 0;
        Parallel.For(0, 8, seed =>
        {
            Random random = new(seed);
            Queue<ByteLease> held = [];
            for (int step = 0; step < 2_000; step++)
            {
                try
                {
                    held.Enqueue(pool.Rent(random.Next(6_000)));
                }
                catch (OutOfMemoryException)
                {
                    Interlocked.Increment(ref failures);
                }

                while (held.Count > random.Next(10))
                {
                    held.Dequeue().Return();
                }
            }

            while (held.TryDequeue(out ByteLease lease))
            {
                lease.Return();
            }
        });
        Assert.True(failures > 0);
        BytePoolStatistics statistics = pool.GetStatistics();
        Snapshots.AssertAddsUp(statistics);
        Assert.Equal(0, statistics.Rented);
        Assert.Equal(calls - failures, statistics.Misses);
        Assert.All(statistics.Buckets, static bucket => Assert.InRange(bucket.Idle, 0, 3));
        pool.Engine.AllocateArray = allocate;
        AssertServes(pool, 100);
    }

    private static void RunWithoutMemory(BytePool pool, Action action)
    {
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        FailingAllocation.Begin(pool);
        action();
        pool.Engine.AllocateArray = allocate;
    }

    private static void AssertServes(BytePool pool, int size)
    {
        ByteLease lease = pool.Rent(size);
        lease.Span.Fill(1);
        lease.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }
}

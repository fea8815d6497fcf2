using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Budget;

/// <summary>The cost of refusing, waiting and making room depends on what is needed, not on all that is out or idle. This counts what they touch;
/// the benchmarks measure how long they take.</summary>
[Collection(RunsAlone.Name)]
[Trait("Requirement", "N2")]
[Trait("Requirement", "B5")]
public class GrowthTests
{
    private const int Size = 64;

    [Theory]
    [InlineData(1_000)]
    [InlineData(50_000)]
    public void TryRent_Refused_DropsAndAllocatesNothing(int count)
    {
        using BytePool pool = NewPool(count);
        ByteLease[] leases = Leases.RentMany(pool, count, Size);
        Assert.False(pool.TryRent(Size, out _));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            Assert.False(pool.TryRent(Size, out _));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1_000);
        Leases.ReturnAll(leases);
        Assert.Equal((count, 0), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    /// <summary>It doesn't even check for returned buffers: those are for the waiters.</summary>
    [Fact]
    public async Task TryRent_WhileSomebodyWaits_IsRefusedWithoutALock()
    {
        const int Count = 1_000;
        using BytePool pool = NewPool(Count);
        ByteLease[] leases = Leases.RentMany(pool, Count, Size);
        Task<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken).AsTask();
        Lock bucket = Interruption.LockOf(leases[0].Slot!);
        Lock queue = Interruption.LockOf(Interruption.QueueOf(pool.Engine));
        using ManualResetEventSlim isKnown = new();
        using ManualResetEventSlim isLocked = new();
        using ManualResetEventSlim isRefused = new();
        Thread thread = new(() =>
        {
            // The first time, the thread is registered.
            pool.TryRent(Size, out _);
            isKnown.Set();
            isLocked.Wait(CancellationToken.None);
            if (!pool.TryRent(Size, out _))
            {
                isRefused.Set();
            }
        });
        thread.Start();
        Assert.True(isKnown.Wait(TimeSpan.FromSeconds(30), CancellationToken.None), "The thread is registered.");
        lock (queue)
        {
            lock (bucket)
            {
                isLocked.Set();
                Assert.True(isRefused.Wait(TimeSpan.FromSeconds(30), CancellationToken.None), "A refusal waits for no lock.");
            }
        }

        Watchdog.Join(thread, "the refused thread ends");
        Leases.ReturnAll(leases);
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).Return();
    }

    [Theory]
    [InlineData(1_000, 1)]
    [InlineData(50_000, 1)]
    [InlineData(50_000, 40)]
    public void Rent_OfAnotherSizeUnderAFullBudget_GivesUpAsManyAsThatTakes(int idle, int rents)
    {
        using BytePool pool = NewPool(idle);
        Leases.ReturnAll(Leases.RentMany(pool, idle, Size));
        Assert.Equal(idle, pool.GetStatistics().Idle);
        ByteLease[] leases = Leases.RentMany(pool, rents, 4 * Size);
        Assert.Equal(4 * rents, pool.GetStatistics().Trimmed);
        Assert.Equal(idle - (4 * rents), pool.GetStatistics().Idle);
        Leases.ReturnAll(leases);
    }

    [Fact]
    public void Return_BeyondTheCap_DropsThatOneOnly()
    {
        const int Cap = 1_000;
        using BytePool pool = new(new BytePoolOptions { MinSize = Size, MaxSize = Size, MaxBuffersPerBucket = Cap,
            LeakSamplingInterval = 0, DecayTime = Timeout.InfiniteTimeSpan });
        ByteLease[] leases = Leases.RentMany(pool, 20 * Cap, Size);
        for (int returned = 0; returned < leases.Length; returned++)
        {
            leases[returned].Return();
            if (returned % 997 == 0)
            {
                Assert.Equal(Math.Max(0, returned + 1 - Cap), pool.GetStatistics().Discarded);
            }
        }

        Assert.Equal((Cap, 19 * Cap), (pool.GetStatistics().Idle, pool.GetStatistics().Discarded));
    }

    private static BytePool NewPool(int count) => new(new BytePoolOptions
    {
        MinSize = Size,
        MaxSize = 4 * Size,
        SizeClasses = SizeClassLadder.PowersOfTwo,
        MaxTotalBytes = count * Size,
        LeakSamplingInterval = 0,
        DecayTime = Timeout.InfiniteTimeSpan,
    });
}

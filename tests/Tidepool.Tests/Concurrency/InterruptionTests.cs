namespace Tidepool.Tests.Concurrency;

/// <summary>A thread is interrupted while it waits for a lock of the pool: its operation completes,
/// and the interrupt surfaces where the thread next waits on its own behalf.</summary>
[Trait("Requirement", "S3")]
[Trait("Requirement", "B1")]
[Trait("Requirement", "B4")]
public class InterruptionTests
{
    private const int Size = 10_000;

    /// <summary>Measures nothing: it only turns a hang into a failure.</summary>
    private static readonly TimeSpan s_watchdog = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    [InlineData(PoolMode.Guarded)]
    public void Return_IsDone(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, MaxSize = Size / 2 });
        ByteLease lease = pool.Rent(Size);
        Interruption.During(lease.Return, Interruption.LockOf(lease.Slot!));
        Assert.True(lease.IsReturned);
        Assert.Equal((0, 1), (pool.GetStatistics().UnpooledRented, pool.GetStatistics().UnpooledReturned));
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    public void Rent_IsDone(PoolMode mode)
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode });
        ByteLease held = pool.Rent(Size);
        ByteLease lease = default;
        Interruption.During(() => lease = pool.Rent(Size), Interruption.LockOf(held.Slot!));
        Assert.Equal(2, pool.GetStatistics().Rented);
        lease.Return();
        held.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Fact]
    [Trait("Requirement", "B3")]
    public void Rent_ThatIsSampled_IsDone()
    {
        using BytePool pool = new(new BytePoolOptions { LeakSamplingInterval = 1 });
        ByteLease lease = default;
        Interruption.During(() => lease = pool.Rent(Size), Interruption.LockOf(pool.Engine.Sampling.Rents));
        Assert.Single(pool.GetOutstanding());
        lease.Return();
        Assert.Equal(0, pool.GetStatistics().Rented);
    }

    [Fact]
    public void Rent_TheFirstOfAThread_IsDone()
    {
        using BytePool pool = new(16, Size, 8);
        Interruption.During(() => pool.Rent(Size).Return(), Interruption.LockOfThreads(null));
        Assert.Equal((1, 0), (pool.GetStatistics().Returned, pool.GetStatistics().Rented));
    }

    [Fact]
    [Trait("Requirement", "B5")]
    public async Task RentAsync_Cancelled_Completes()
    {
        using BytePool pool = new(new BytePoolOptions { MaxTotalBytes = 16_384, MinSize = 16_384, MaxSize = 16_384 });
        ByteLease held = pool.Rent(Size);
        using CancellationTokenSource source = new();
        Task<ByteLease> waiting = pool.RentAsync(Size, source.Token).AsTask();
        Interruption.During(source.Cancel, Interruption.LockOf(Interruption.QueueOf(pool.Engine)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_watchdog, TestContext.Current.CancellationToken));
        Assert.Equal(0, pool.GetStatistics().Waiting);
        held.Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    /// <summary>The returned buffer is for a waiter, which has nothing to do with the thread that returns it.</summary>
    [Fact]
    [Trait("Requirement", "B5")]
    public async Task Return_WhileSomebodyWaits_ServesHim()
    {
        using BytePool pool = new(new BytePoolOptions { MaxTotalBytes = 16_384, MinSize = 16_384, MaxSize = 16_384 });
        ByteLease held = pool.Rent(Size);
        Task<ByteLease> waiting = pool.RentAsync(Size, TestContext.Current.CancellationToken).AsTask();
        Interruption.During(held.Return, Interruption.LockOf(Interruption.QueueOf(pool.Engine)));
        (await waiting.WaitAsync(s_watchdog, TestContext.Current.CancellationToken)).Return();
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }
}

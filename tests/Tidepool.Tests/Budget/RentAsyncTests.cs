namespace Tidepool.Tests.Budget;

/// <summary>Waiting: when it begins, and every way in which it ends.</summary>
[Trait("Requirement", "B5")]
public class RentAsyncTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Even though the thread has an idle buffer ready.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    public void RentAsync_UnderACancelledToken_IsCancelledThoughABufferIsIdle(PoolMode mode) => OtherThread.Run(() =>
    {
        using BytePool pool = new(new BytePoolOptions { Mode = mode, QuarantineLength = 0 });
        pool.Rent(1_000).Return();
        Assert.True(pool.RentAsync(1_000, new CancellationToken(canceled: true)).AsTask().IsCanceled);
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal((0, 0, 1), (statistics.Rented, statistics.UnpooledRented, statistics.Returned));
    });

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(BudgetedPools.MaxSize + 1)]
    public async Task RentAsync_ThereIsRoom_CompletesAtOnce(int size)
    {
        using BytePool pool = BudgetedPools.New(1_000_000);
        using BytePool without = new(new BytePoolOptions());
        foreach (BytePool each in new[] { pool, without })
        {
            for (int again = 0; again < 3; again++)
            {
                Task<ByteLease> renting = BudgetedPools.Await(each, size);
                Assert.True(renting.IsCompletedSuccessfully);
                ByteLease lease = await renting;
                Assert.Equal(size, lease.Length);
                lease.Return();
            }

            Assert.Equal((0, 0L), (each.GetStatistics().Waiting, each.GetStatistics().Waits));
        }
    }

    [Theory]
    [Trait("Requirement", "B1")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RentAsync_AwaitedTwice_GivesCopiesOfOneLease(bool hasToWait)
    {
        const int Size = 1_024;
        using BytePool pool = BudgetedPools.New(Size);
        ByteLease all = pool.Rent(Size);
        if (!hasToWait)
        {
            all.Return();
        }

#pragma warning disable CA2012 // The mistake that this is about.
        ValueTask<ByteLease> renting = pool.RentAsync(Size, Token);
#pragma warning restore CA2012
        all.Dispose();
        ByteLease lease = await renting;
        ByteLease copy = await renting;
        Assert.Equal(lease, copy);
        lease.Return();
        Assert.Throws<BufferAlreadyReturnedException>(copy.Return);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    [Trait("Requirement", "B1")]
    public async Task RentAsync_AwaitedAgainWhileOthersWait_EndsNoOthersWait()
    {
        const int Size = 1_024;
        using BytePool pool = BudgetedPools.New(Size);
        ByteLease held = pool.Rent(Size);
#pragma warning disable CA2012 // The mistake that this is about.
        ValueTask<ByteLease> first = pool.RentAsync(Size, Token);
        held.Return();
        ByteLease original = held = await first;
        for (int round = 0; round < 100; round++)
        {
            ValueTask<ByteLease> next = pool.RentAsync(Size, Token);
            Assert.Equal(original, await first);
#pragma warning restore CA2012
            Assert.False(next.IsCompleted);
            held.Return();
            held = await next;
        }

        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [Trait("Requirement", "B10")]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public async Task RentAsync_WrongSize_NamesItAndTheLimit(int size)
    {
        using BytePool pool = BudgetedPools.New(1_024);
        ArgumentOutOfRangeException exception = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(nameof(size), () => BudgetedPools.Await(pool, size));
        Assert.Equal(size, exception.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(nameof(size), () => pool.TryRent(size, out _));
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public async Task RentAsync_Cancelled_BeforeDuringAndAfterTheGrant()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        Assert.True(pool.RentAsync(1, cancelled.Token).AsTask().IsCanceled);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await pool.RentAsync(-1, cancelled.Token));
        Assert.Equal(0, pool.GetStatistics().Misses);

        ByteLease held = BudgetedPools.Hold(pool);
        using CancellationTokenSource during = new();
        Task<ByteLease> waiting = pool.RentAsync(BudgetedPools.Size, during.Token).AsTask();
        Assert.Equal((1, 1L), (pool.GetStatistics().Waiting, pool.GetStatistics().Waits));
        await during.CancelAsync();
        OperationCanceledException exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(during.Token, exception.CancellationToken);
        Assert.Equal((0, 1L), (pool.GetStatistics().Waiting, pool.GetStatistics().Waits));

        using CancellationTokenSource after = new();
        waiting = pool.RentAsync(BudgetedPools.Size, after.Token).AsTask();
        held.Return();
        ByteLease granted = BudgetedPools.Granted(waiting);
        await after.CancelAsync();
        granted.Span.Fill(1);
        granted.Return();
        Assert.Equal(2, pool.GetStatistics().Waits);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public async Task RentAsync_CancelledAgainAndAgain_LateCancellationsReachNobodyElse()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        for (int round = 0; round < 500; round++)
        {
            ByteLease held = BudgetedPools.Hold(pool);
            using CancellationTokenSource source = new();
            Task<ByteLease> first = pool.RentAsync(BudgetedPools.Size, source.Token).AsTask();
            Task<ByteLease> second = BudgetedPools.Await(pool);
            Task cancelling = Task.Run(source.Cancel, Token);
            held.Return();
            await cancelling;
            try
            {
                (await first).Return();
            }
            catch (OperationCanceledException)
            {
                // The cancellation was faster.
            }

            BudgetedPools.Granted(second).Return();
        }

        Assert.Equal(1_000, pool.GetStatistics().Waits);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    public async Task Dispose_WhileManyWait_TellsThemAll(PoolMode mode)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, options => options.Mode = mode);
        ByteLease held = BudgetedPools.Hold(pool);
        using CancellationTokenSource source = new();
        Task<ByteLease>[] waiting = [.. Enumerable.Range(0, 100).Select(_ => pool.RentAsync(BudgetedPools.Size, source.Token).AsTask())];
        pool.Dispose();
        foreach (Task<ByteLease> each in waiting)
        {
            await Assert.ThrowsAsync<ObjectDisposedException>(() => each);
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RentAsync(1, source.Token).AsTask());
        Assert.Throws<ObjectDisposedException>(() => pool.TryRent(1, out _));
        await source.CancelAsync();
        held.Return();
        Assert.Equal((0, 100L, 0L), (pool.GetStatistics().Waiting, pool.GetStatistics().Waits, pool.GetStatistics().BytesHeld));
    }

    [Theory]
    [Trait("Requirement", "B10")]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    public async Task RentAsync_NoMemoryWhenItsTurnComes_TheWaiterLearnsItAndTheNextIsServed(PoolMode mode)
    {
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size, options => options.Mode = mode);
        ByteLease[] held = BudgetedPools.RentMany(pool, 2);
        Task<ByteLease> first = BudgetedPools.Await(pool, 2 * BudgetedPools.Size);
        Task<ByteLease> second = BudgetedPools.Await(pool, 2 * BudgetedPools.Size);
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        int failures = 0;
        FailingAllocation.Isolate(pool);
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            // Fails again after idle memory has been released.
            pool.Engine.AllocateArray = ++failures == 2 ? allocate : pool.Engine.AllocateArray;
            return FailingAllocation.Fail(size, pinned);
        };

        BudgetedPools.ReturnAll(held);

        await Assert.ThrowsAsync<OutOfMemoryException>(() => first);
        BudgetedPools.Granted(second).Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void RentAsync_AnothersAllocationFailsMeanwhile_TheWaiterGetsTheBytes()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        Task<ByteLease>? waiting = null;
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        FailingAllocation.Isolate(pool);
        pool.Engine.AllocateArray = (size, pinned) =>
        {
            // The bytes are reserved for the failing rent. Its second attempt fails too; then allocation works again.
            if (waiting is not null)
            {
                pool.Engine.AllocateArray = allocate;
            }

            waiting ??= BudgetedPools.Await(pool);
            return FailingAllocation.Fail(size, pinned);
        };

        Assert.Throws<OutOfMemoryException>(() => pool.Rent(BudgetedPools.Size));

        BudgetedPools.Granted(waiting!).Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    [Trait("Requirement", "B9")]
    public void RentAsync_ClearingPool_GrantsZeros()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, static options => options.ClearOnReturn = true);
        ByteLease held = BudgetedPools.Hold(pool);
        for (int round = 0; round < 20; round++)
        {
            held.Span.Fill(9);
            Task<ByteLease> waiting = BudgetedPools.Await(pool);
            held.Return();
            held = BudgetedPools.Granted(waiting);
            Buffers.AssertAllAre(0, held.Span);
        }

        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }
}

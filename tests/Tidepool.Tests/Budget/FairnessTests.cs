namespace Tidepool.Tests.Budget;

/// <summary>First come, first served.</summary>
[Collection(Concurrency.RunsAlone.Name)]
[Trait("Requirement", "B5")]
public class FairnessTests
{
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    [InlineData(true, 3)]
    public void RentAsync_ManyWait_AreServedInTheOrderInWhichTheyCame(bool isMixed, int seed)
    {
        const int Waiters = 300;
        Random random = new(seed);
        using BytePool pool = BudgetedPools.New(BudgetedPools.MaxSize);
        Queue<ByteLease> held = new([BudgetedPools.Hold(pool, BudgetedPools.MaxSize)]);
        int[] sizes = [.. Enumerable.Range(0, Waiters).Select(_ => isMixed ? 16 << random.Next(13) : BudgetedPools.MaxSize)];
        Task<ByteLease>[] waiting = [.. sizes.Select(size => BudgetedPools.Await(pool, size))];
        int served = 0;
        while (held.TryDequeue(out ByteLease lease))
        {
            int before = pool.GetStatistics().Waiting;
            lease.Return();
            int granted = before - pool.GetStatistics().Waiting;
            for (int next = 0; next < granted; next++)
            {
                // If any other waiter had been served, this one would wait for ever.
                held.Enqueue(BudgetedPools.Granted(waiting[served++]));
            }

            Assert.All(waiting.Skip(served), static later => Assert.False(later.IsCompleted));
            long free = BudgetedPools.MaxSize - held.Sum(static rented => rented.Capacity);
            Assert.True(served == Waiters || sizes[served] > free, "The first in line is served as soon as there is room.");
        }

        Assert.Equal(Waiters, served);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public async Task RentAsync_HeadCancelled_TheNextIsServedIfItFits()
    {
        using BytePool pool = BudgetedPools.New(4 * BudgetedPools.Size);
        ByteLease[] held = BudgetedPools.RentMany(pool, 3);
        using CancellationTokenSource source = new();
        Task<ByteLease> large = pool.RentAsync(4 * BudgetedPools.Size, source.Token).AsTask();
        Task<ByteLease> small = BudgetedPools.Await(pool);
        Task<ByteLease> last = BudgetedPools.Await(pool);
        Assert.Equal((3, false), (pool.GetStatistics().Waiting, small.IsCompleted));

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => large);
        ByteLease granted = BudgetedPools.Granted(small);
        Assert.Equal((1, false), (pool.GetStatistics().Waiting, last.IsCompleted));
        granted.Return();
        BudgetedPools.Granted(last).Return();
        BudgetedPools.ReturnAll(held);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task RentAsync_OneInTheMiddleOrAtAnEndIsCancelled_TheOthersKeepTheirOrder(int cancelled)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        ByteLease held = BudgetedPools.Hold(pool);
        using CancellationTokenSource source = new();
        List<Task<ByteLease>> waiting =
            [.. Enumerable.Range(0, 3).Select(index => pool.RentAsync(BudgetedPools.Size, index == cancelled ? source.Token : default).AsTask())];
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[cancelled]);
        waiting.RemoveAt(cancelled);
        foreach (Task<ByteLease> each in waiting)
        {
            Assert.False(each.IsCompleted);
            held.Return();
            held = BudgetedPools.Granted(each);
        }

        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public async Task RentAndTryRent_WhileOthersWait_GetNothingNew()
    {
        using BytePool pool = BudgetedPools.New(4 * BudgetedPools.Size);
        ByteLease[] held = BudgetedPools.RentMany(pool, 2);
        Task<ByteLease> large = BudgetedPools.Await(pool, 4 * BudgetedPools.Size);

        Assert.False(pool.TryRent(16, out _));
        Assert.False(OtherThread.Run(() => pool.TryRent(16, out _)));
        Assert.Contains("1 caller is already waiting", Assert.Throws<InsufficientMemoryException>(() => BudgetedPools.Hold(pool, 16)).Message,
            StringComparison.Ordinal);
        Task<ByteLease> behind = BudgetedPools.Await(pool, 16);
        Assert.False(behind.IsCompleted);

        BudgetedPools.ReturnAll(held);
        BudgetedPools.Granted(large).Return();
        (await behind).Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(nameof(BytePool.Rent))]
    [InlineData(nameof(BytePool.TryRent))]
    [InlineData(nameof(BytePool.RentAsync))]
    public async Task RentAsync_LargeAmongManySmallOnesThatKeepComing_IsNotStarved(string kind)
    {
        const int Threads = 3;
        const int Held = 8;
        for (int round = 0; round < 10; round++)
        {
            using BytePool pool = BudgetedPools.New(Threads * Held * BudgetedPools.Size);
            using CountdownEvent busy = new(Threads);
            using CancellationTokenSource enough = new();
            Task crew =
                Task.Run(() => Concurrency.Crew.Run($"{kind}, round {round}", [.. Enumerable.Repeat<Action<CancellationToken>>(Work, Threads)]), enough.Token);
            busy.Wait(enough.Token);

            // No thread stops before this is served: starving it hangs the test.
            ByteLease large = await pool.RentAsync(Threads * 16 * 256, enough.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(60), enough.Token);
            large.Return();
            await enough.CancelAsync();
            await crew;
            BudgetedPools.AssertWholeBudgetIsFree(pool);

            void Work(CancellationToken failed)
            {
                Queue<ByteLease> held = [];
                bool isBusy = false;
                while (!enough.IsCancellationRequested && !failed.IsCancellationRequested)
                {
                    if (TryRent(pool, kind, enough.Token) is { } lease)
                    {
                        held.Enqueue(lease);
                    }

                    if (held.Count == Held || (held.Count > 0 && isBusy))
                    {
                        held.Dequeue().Return();
                        if (!isBusy)
                        {
                            isBusy = true;
                            busy.Signal();
                        }
                    }
                }

                BudgetedPools.ReturnAll([.. held]);
            }
        }
    }

    private static ByteLease? TryRent(BytePool pool, string kind, CancellationToken enough)
    {
        try
        {
            switch (kind)
            {
                case nameof(BytePool.Rent):
                    return pool.Rent(BudgetedPools.Size);
                case nameof(BytePool.TryRent):
                    return pool.TryRent(BudgetedPools.Size, out ByteLease lease) ? lease : null;
                default:
                    // This thread holds what the first waiter may need, so it can't wait here indefinitely.
                    using (CancellationTokenSource impatience = CancellationTokenSource.CreateLinkedTokenSource(enough))
                    {
                        impatience.CancelAfter(1);
                        return pool.RentAsync(BudgetedPools.Size, impatience.Token).AsTask().GetAwaiter().GetResult();
                    }
            }
        }
        catch (Exception error) when (error is InsufficientMemoryException or OperationCanceledException)
        {
            return null;
        }
    }
}

namespace Tidepool.Tests.Budget;

/// <summary>A budget that is changed while the pool runs.</summary>
[Trait("Requirement", "B5")]
public class ChangedBudgetTests
{
    private const int Size = 1_024;

    public static TheoryData<PoolMode> Modes => [.. Enum.GetValues<PoolMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Budget_Lowered_ReleasesIdleBuffersAndRefusesNewOnes(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, 10 * Size);
        ByteLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => pool.Rent(Size))];
        foreach (ByteLease lease in leases.AsSpan(4))
        {
            lease.Return();
        }

        pool.MaxTotalBytes = 5 * Size;
        Assert.Equal(5 * Size, pool.MaxTotalBytes);
        Assert.InRange(pool.GetStatistics().BytesHeld, 4 * Size, 5 * Size);
        using (pool.Rent(Size))
        {
            Assert.False(pool.TryRent(Size, out _));
            InsufficientMemoryException error = Assert.Throws<InsufficientMemoryException>(() => pool.Rent(Size));
            Assert.Contains("5,120", error.Message, StringComparison.Ordinal);
        }

        // Less than is out: those leases stay valid and can be returned.
        pool.MaxTotalBytes = 2 * Size;
        Assert.Equal(4 * Size, pool.GetStatistics().BytesHeld);
        Assert.All(leases[..4], static lease => Assert.Equal(Size, lease.Span.Length));
        Assert.False(pool.TryRent(Size * 2, out _));
        foreach (ByteLease lease in leases.AsSpan(0, 4))
        {
            lease.Return();
        }

        pool.MaxTotalBytes = 2 * Size;
        Assert.InRange(pool.GetStatistics().BytesHeld, 0, 2 * Size);
        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    /// <summary>Whichever thread rented the buffers and whichever returns them. One has earned residents.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Budget_LoweredBelowWhatIsRented_ReleasesWhatComesBack(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, 100 * Size);
        for (int round = 0; round < 5_000; round++)
        {
            pool.Rent(Size).Return();
        }

        ByteLease[] own = [.. Enumerable.Range(0, 20).Select(_ => pool.Rent(Size))];
        ByteLease[] others = OtherThread.Run(() => Enumerable.Range(0, 20).Select(_ => pool.Rent(Size)).ToArray());
        pool.MaxTotalBytes = 2 * Size;
        for (int lease = 0; lease < own.Length; lease++)
        {
            own[lease].Return();
            others[lease].Return();
            Assert.InRange(pool.GetStatistics().BytesHeld, 0, Math.Max(2, 2 * (own.Length - 1 - lease)) * Size);
        }

        using (pool.Rent(Size))
        {
            Assert.InRange(pool.GetStatistics().BytesHeld, Size, 2 * Size);
        }

        Snapshots.AssertAddsUp(pool.GetStatistics());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Budget_LoweredBelowAWaiter_KeepsItWaiting(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, 2 * Size);
        ByteLease lease = pool.Rent(2 * Size);
        Task<ByteLease> waiting = pool.RentAsync(2 * Size, TestContext.Current.CancellationToken).AsTask();
        pool.MaxTotalBytes = Size;
        lease.Return();
        Assert.Equal((1, 0), (pool.GetStatistics().Waiting, pool.GetStatistics().BytesHeld));
        pool.MaxTotalBytes = null;
        (await Watchdog.EndOf(waiting, "the waiter is served once the budget is removed", TestContext.Current.CancellationToken)).Return();
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Budget_RaisedOrRemoved_LetsRentsThrough(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, Size);
        using ByteLease first = pool.Rent(Size);
        Assert.False(pool.TryRent(Size, out _));
        pool.MaxTotalBytes = 2 * Size;
        using ByteLease second = pool.Rent(Size);
        Assert.False(pool.TryRent(Size, out _));
        pool.MaxTotalBytes = null;
        Assert.Null(pool.MaxTotalBytes);
        using ByteLease third = pool.Rent(100 * Size);
        pool.MaxTotalBytes = Size;
        Assert.False(pool.TryRent(Size, out _));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Budget_Raised_ServesThoseWhoWaitInTheirOrder(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, Size);
        using ByteLease held = pool.Rent(Size);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<ByteLease> first = pool.RentAsync(Size, cancellation).AsTask();
        Task<ByteLease> second = pool.RentAsync(Size, cancellation).AsTask();
        Assert.False(first.IsCompleted);
        pool.MaxTotalBytes = 2 * Size;
        using ByteLease ofFirst = await first.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        Assert.False(second.IsCompleted);
        pool.MaxTotalBytes = null;
        using ByteLease ofSecond = await second.WaitAsync(TimeSpan.FromSeconds(30), cancellation);
        Assert.Equal(3 * Size, pool.GetStatistics().BytesRented);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Budget_BelowTheSmallestBuffer_IsRefusedAndNothingChanges()
    {
        using BytePool pool = NewPool(PoolMode.Standard, Size);
        foreach (long limit in (long[])[pool.MinSize - 1, 0, -1, long.MinValue])
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>("value", () => pool.MaxTotalBytes = limit);
            Assert.Equal(limit, error.ActualValue);
        }

        Assert.Equal(Size, pool.MaxTotalBytes);
        pool.MaxTotalBytes = pool.MinSize;
        pool.Rent(pool.MinSize).Return();
    }

    /// <summary>Threads rent and return while the budget changes: at the end nothing is out, and the pool is within its last budget.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public void Budget_ChangedWhileThreadsRent_HoldsAtTheEnd(PoolMode mode)
    {
        using BytePool pool = NewPool(mode, 8 * Size);
        Parallel.For(0, 4, thread =>
        {
            for (int round = 0; round < 300; round++)
            {
                if (thread == 0)
                {
                    pool.MaxTotalBytes = ((round % 8) + 1) * Size;
                }
                else if (pool.TryRent(Size, out ByteLease lease))
                {
                    lease.Span.Fill((byte)thread);
                    Assert.False(lease.Span.ContainsAnyExcept((byte)thread));
                    lease.Return();
                }
            }
        });
        pool.MaxTotalBytes = 2 * Size;
        BytePoolStatistics statistics = pool.GetStatistics();
        Assert.Equal(0, statistics.Rented);
        Assert.InRange(statistics.BytesHeld, 0, 2 * Size);
        Snapshots.AssertAddsUp(statistics);
    }

    private static BytePool NewPool(PoolMode mode, long budget) =>
        new(new BytePoolOptions { Mode = mode, MaxTotalBytes = budget, MinSize = Size, QuarantineLength = 2 });
}

using Tidepool.Tests.Concurrency;

namespace Tidepool.Tests.Budget;

/// <summary>Blocking waits: in one queue with asynchronous ones, and every way in which they end.</summary>
[Trait("Requirement", "B5")]
public class BlockingRentTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    public void Rent_ThereIsRoom_SucceedsAtOnce(PoolMode mode)
    {
        using BytePool pool = BudgetedPools.New(1_000_000, options => options.Mode = mode);
        foreach (TimeSpan timeout in new[] { TimeSpan.Zero, s_short, TimeSpan.FromMilliseconds(int.MaxValue), Timeout.InfiniteTimeSpan })
        {
            ByteLease lease = pool.Rent(1_000, timeout, Token);
            Assert.Equal(1_000, lease.Length);
            lease.Return();
            Assert.True(pool.TryRent(1_000, timeout, out lease, Token));
            lease.Return();
        }

        Assert.Equal((0, 0L, 0L), (pool.GetStatistics().Waiting, pool.GetStatistics().Waits, pool.GetStatistics().Refused));
        BudgetedPools.AssertQuiet(pool);
    }

    [Theory]
    [Trait("Requirement", "B10")]
    [InlineData(-1, 0, "size")]
    [InlineData(int.MaxValue, 0, "size")]
    [InlineData(1, -2, "timeout")]
    [InlineData(1, (double)int.MaxValue + 1, "timeout")]
    [InlineData(1, -0.5, "timeout")]
    public void Rent_WrongArgument_IsNamed(int size, double milliseconds, string argument)
    {
        using BytePool pool = BudgetedPools.New(1_024);
        TimeSpan timeout = TimeSpan.FromMilliseconds(milliseconds);
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(argument, () => pool.Rent(size, timeout, Token));
        Assert.Equal(argument == "size" ? size : timeout, exception.ActualValue);
        Assert.Throws<ArgumentOutOfRangeException>(argument, () => pool.TryRent(size, timeout, out _, Token));
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Rent_MoreThanTheBudget_IsRefusedAtOnce()
    {
        using BytePool pool = BudgetedPools.New(1_024);
        string message = Assert.Throws<InsufficientMemoryException>(() => pool.Rent(1_025, Timeout.InfiniteTimeSpan, Token)).Message;
        Assert.Contains("1,024", message, StringComparison.Ordinal);
        Assert.Throws<InsufficientMemoryException>(() => pool.TryRent(1_025, Timeout.InfiniteTimeSpan, out _, Token));
        Assert.Equal(2, pool.GetStatistics().Refused);
    }

    [Fact]
    public void Rent_TheTimeIsOver_SaysWhatIsOutAndLeavesTheLine()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, static options => options.Name = "narrow");
        ByteLease held = BudgetedPools.Hold(pool);
        string message = Assert.Throws<TimeoutException>(() => pool.Rent(1_000, s_short, Token)).Message;
        Assert.All(["\"narrow\"", "1,000", "1,024", "00:00:00.0010000", "MaxTotalBytes"], part => Assert.Contains(part, message, StringComparison.Ordinal));
        Assert.False(pool.TryRent(1_000, s_short, out ByteLease none, Token));
        Assert.Equal(default, none);
        Assert.Equal((0, 2L, 0L), (pool.GetStatistics().Waiting, pool.GetStatistics().Waits, pool.GetStatistics().Refused));
        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public void Rent_WithoutTime_DoesNotWait()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        ByteLease held = BudgetedPools.Hold(pool);
        Assert.Throws<TimeoutException>(() => pool.Rent(1_000, TimeSpan.Zero, Token));
        Assert.False(pool.TryRent(1_000, TimeSpan.Zero, out _, Token));
        Assert.Equal((0L, 2L), (pool.GetStatistics().Waits, pool.GetStatistics().Refused));
        held.Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    /// <summary>Blocking and awaiting callers wait in one queue.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Checked)]
    public void Waiters_OfBothKinds_AreServedInTheOrderInWhichTheyCame(PoolMode mode)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, options => (options.Mode, options.QuarantineLength) = (mode, 0));
        ByteLease held = BudgetedPools.Hold(pool);
        BlockedRent first = BlockedRent.InLine(pool, cancellationToken: Token);
        Task<ByteLease> second = BudgetedPools.Await(pool);
        BlockedRent third = BlockedRent.InLine(pool, cancellationToken: Token);
        Assert.False(pool.TryRent(16, TimeSpan.Zero, out _, Token));

        held.Return();
        ByteLease granted = first.Granted();
        Assert.Equal((2, false), (pool.GetStatistics().Waiting, second.IsCompleted));
        granted.Return();
        granted = BudgetedPools.Granted(second);
        Assert.Equal(1, pool.GetStatistics().Waiting);
        granted.Return();
        third.Granted().Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public void Rent_TheFirstInLineGivesUp_ThoseBehindAreServed()
    {
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size);
        ByteLease[] held = BudgetedPools.RentMany(pool, 2);
        using CancellationTokenSource source = new();
        BlockedRent large = BlockedRent.InLine(pool, 2 * BudgetedPools.Size, cancellationToken: source.Token);
        BlockedRent small = BlockedRent.InLine(pool, cancellationToken: Token);
        held[0].Return();
        Assert.Equal(2, pool.GetStatistics().Waiting);
        source.Cancel();
        Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(large.Failure()).CancellationToken);
        BudgetedPools.ReturnAll(small.Granted(), held[1]);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    public void Rent_CancelledBefore_IsCancelledThoughABufferIsIdle()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        pool.Rent(1_000).Return();
        CancellationToken cancelled = new(canceled: true);
        Assert.Throws<OperationCanceledException>(() => pool.Rent(1_000, Timeout.InfiniteTimeSpan, cancelled));
        Assert.Throws<OperationCanceledException>(() => pool.TryRent(1_000, Timeout.InfiniteTimeSpan, out _, cancelled));
        Assert.Throws<ArgumentOutOfRangeException>(() => pool.Rent(-1, Timeout.InfiniteTimeSpan, cancelled));
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Unpooled)]
    [InlineData(PoolMode.Guarded)]
    public void Dispose_WhileThreadsWait_TellsThemAll(PoolMode mode)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size, options => options.Mode = mode);
        ByteLease held = BudgetedPools.Hold(pool);
        BlockedRent[] waiting = [BlockedRent.InLine(pool, cancellationToken: Token), BlockedRent.InLine(pool, cancellationToken: Token)];
        pool.Dispose();
        Assert.All(waiting, static rent => Assert.IsType<ObjectDisposedException>(rent.Failure()));
        Assert.Throws<ObjectDisposedException>(() => pool.Rent(1, s_short, Token));
        held.Return();
        Assert.Equal((0, 0L), (pool.GetStatistics().Waiting, pool.GetStatistics().BytesHeld));
    }

    [Fact]
    public void Rent_Interrupted_LeavesTheLine()
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.Size);
        ByteLease held = BudgetedPools.Hold(pool);
        BlockedRent waiting = BlockedRent.InLine(pool, cancellationToken: Token);
        BlockedRent next = BlockedRent.InLine(pool, cancellationToken: Token);
        waiting.Interrupt();
        Assert.IsType<ThreadInterruptedException>(waiting.Failure());
        held.Return();
        next.Granted().Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Fact]
    [Trait("Requirement", "B10")]
    public void Rent_NoMemoryWhenItsTurnComes_LearnsItAndTheNextIsServed()
    {
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size);
        ByteLease[] held = BudgetedPools.RentMany(pool, 2);
        BlockedRent first = BlockedRent.InLine(pool, 2 * BudgetedPools.Size, cancellationToken: Token);
        BlockedRent second = BlockedRent.InLine(pool, BudgetedPools.Size, cancellationToken: Token);
        Func<int, bool, byte[]> allocate = pool.Engine.AllocateArray;
        FailingAllocation.Isolate(pool);

        // For the first one, also after idle memory has been released.
        pool.Engine.AllocateArray = (size, pinned) => size > BudgetedPools.Size ? FailingAllocation.Fail(size, pinned) : allocate(size, pinned);

        BudgetedPools.ReturnAll(held);

        Assert.IsType<OutOfMemoryException>(first.Failure());
        second.Granted().Return();
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    /// <summary>A timeout, a cancellation and a grant at the same moment: no buffer is lost, and no caller waits for ever.</summary>
    [Theory]
    [InlineData(PoolMode.Standard)]
    [InlineData(PoolMode.Checked)]
    public void Rent_EndingsThatMeet_LoseNothing(PoolMode mode)
    {
        const int Threads = 4;
        const int RentsEach = 300;
        using BytePool pool = BudgetedPools.New(2 * BudgetedPools.Size, options => (options.Mode, options.QuarantineLength) = (mode, 0));
        int granted = 0;
        int ended = 0;
        Crew.Run($"{mode}", [.. Enumerable.Range(0, Threads).Select(seed => (Action<CancellationToken>)(_ =>
        {
            Random random = new(seed);
            for (int rent = 0; rent < RentsEach; rent++)
            {
                using CancellationTokenSource source = new();
                if (random.Next(3) == 0)
                {
                    source.CancelAfter(random.Next(2));
                }

                try
                {
                    ByteLease lease = pool.Rent(random.Next(2 * BudgetedPools.Size), TimeSpan.FromTicks(random.Next(20_000)), source.Token);
                    Interlocked.Increment(ref granted);
                    lease.Span.Fill((byte)seed);
                    Thread.SpinWait(random.Next(20_000));
                    lease.Return();
                }
                catch (Exception error) when (error is TimeoutException or OperationCanceledException)
                {
                    Interlocked.Increment(ref ended);
                }
            }
        }))]);

        Assert.Equal(Threads * RentsEach, granted + ended);
        Assert.Equal(granted, pool.GetStatistics().Returned);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }
}

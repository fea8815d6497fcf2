namespace Tidepool.Tests.Budget;

/// <summary>What is refused and how, and what is dropped first.</summary>
[Trait("Requirement", "B5")]
[Trait("Requirement", "S10")]
public class RefusalTests
{
    public static TheoryData<PoolMode, bool, SizeClassLadder> Kinds => new()
    {
        { PoolMode.Standard, false, SizeClassLadder.PowersOfTwo },
        { PoolMode.Standard, true, SizeClassLadder.PowersOfTwo },
        { PoolMode.Standard, false, SizeClassLadder.FourPerDoubling },
        { PoolMode.Standard, true, SizeClassLadder.FourPerDoubling },
        { PoolMode.Standard, false, SizeClassLadder.Custom(100, 1_000, 1_024, BudgetedPools.MaxSize) },
        { PoolMode.Unpooled, false, SizeClassLadder.PowersOfTwo },
        { PoolMode.Unpooled, true, SizeClassLadder.PowersOfTwo },
    };

    [Theory]
    [Trait("Requirement", "B8")]
    [Trait("Requirement", "B10")]
    [MemberData(nameof(Kinds), DisableDiscoveryEnumeration = true)]
    public void Rent_BeyondTheBudget_IsRefusedAndChangesNothing(PoolMode mode, bool clears, SizeClassLadder ladder)
    {
        using BytePool pool = BudgetedPools.New(4 * BudgetedPools.Size, options =>
        {
            options.Name = "frames";
            options.Mode = mode;
            options.ClearOnReturn = clears;
            options.SizeClasses = ladder;
        });
        ByteLease[] held = BudgetedPools.RentMany(pool, 4);
        Assert.All(held, static lease => lease.Span.Fill(7));
        string before = Snapshots.Of(pool);

        InsufficientMemoryException refusal = Assert.Throws<InsufficientMemoryException>(() => pool.Rent(1_020));

        Assert.All<string>(["\"frames\"", "4,096", "1,020", nameof(BytePoolOptions.MaxTotalBytes), nameof(BytePool.RentAsync)],
            part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("already", refusal.Message, StringComparison.Ordinal);
        Assert.False(pool.TryRent(1_020, out ByteLease none));
        Assert.Equal(default, none);
        Assert.Throws<InsufficientMemoryException>(() => pool.Allocate(1_020));
        Assert.Throws<InsufficientMemoryException>(() => OtherThread.Run(() => pool.Rent(1_020)));
        Assert.Equal(before.Replace("\"Refused\": 0", "\"Refused\": 4", StringComparison.Ordinal), Snapshots.Of(pool));
        Assert.All(held, static lease => Buffers.AssertAllAre(7, lease.Span));
        held[0].Return();
        Assert.True(pool.TryRent(1_020, out held[0]));
        BudgetedPools.ReturnAll(held);
        BudgetedPools.AssertWholeBudgetIsFree(pool);
    }

    [Theory]
    [InlineData(16 * 1_024)]
    [InlineData(BudgetedPools.MaxSize + 1)]
    public async Task Rent_LargerThanTheWholeBudget_IsRefusedAtOnceHoweverRented(int size)
    {
        using BytePool pool = BudgetedPools.New(8 * 1_024);
        using ByteLease held = BudgetedPools.Hold(pool, 1);
        string before = Snapshots.Of(pool);

        InsufficientMemoryException refusal = Assert.Throws<InsufficientMemoryException>(() => BudgetedPools.Hold(pool, size));
        Assert.Contains("never", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{size:N0}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("8,192", refusal.Message, StringComparison.Ordinal);
        Assert.False(pool.TryRent(size, out _));
        refusal = await Assert.ThrowsAsync<InsufficientMemoryException>(() => BudgetedPools.Await(pool, size));
        Assert.Contains("never", refusal.Message, StringComparison.Ordinal);

        Assert.Equal(before.Replace("\"Refused\": 0", "\"Refused\": 3", StringComparison.Ordinal), Snapshots.Of(pool));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rent_UnpooledBuffers_CountToo(bool isPooledFirst)
    {
        const int Large = BudgetedPools.MaxSize + 1_000;
        using BytePool pool = BudgetedPools.New(Large + BudgetedPools.Size);
        ByteLease first = pool.Rent(isPooledFirst ? BudgetedPools.Size : Large);
        ByteLease second = pool.Rent(isPooledFirst ? Large : BudgetedPools.Size);
        Assert.Equal(Large + BudgetedPools.Size, pool.GetStatistics().BytesHeld);
        Assert.False(pool.TryRent(1, out _));
        Assert.False(pool.TryRent(Large, out _));

        (isPooledFirst ? second : first).Return();

        Assert.Equal(BudgetedPools.Size, pool.GetStatistics().BytesHeld);
        Assert.True(pool.TryRent(Large, out ByteLease again));
        BudgetedPools.ReturnAll(again, isPooledFirst ? first : second);
        BudgetedPools.AssertQuiet(pool);
    }

    [Theory]
    [InlineData(0, BudgetedPools.Size)]
    [InlineData(0, 16 * BudgetedPools.Size)]
    [InlineData(0, BudgetedPools.MaxSize)]
    [InlineData(0, BudgetedPools.MaxSize + 1)]
    [InlineData(5, 8 * BudgetedPools.Size)]
    public void Rent_IdleBuffersOfOtherSizesThreadsAndTheDepot_AreGivenUpFirstAndNothingRentedIs(int held, int size)
    {
        using BytePool pool = BudgetedPools.New(BudgetedPools.MaxSize + BudgetedPools.Size);
        using Concurrency.Colleague other = new();
        ByteLease[] kept = BudgetedPools.RentMany(pool, held, 512);
        Assert.All(kept, static lease => lease.Span.Fill(3));
        BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 3, 16 * 1_024));
        BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 8, 256));
        other.Do(() => BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 4, 2_048)));
        // A buffer that is no thread's resident: idle on the shared stack.
        ByteLease waited = BudgetedPools.Granted(BudgetedPools.Await(pool, 128));
        waited.Return();
        int most = (int)((pool.GetStatistics().MaxTotalBytes!.Value - kept.Sum(static lease => lease.Capacity)) / Math.Max(size, BudgetedPools.Size));

        ByteLease[] leases = BudgetedPools.RentMany(pool, most, size);

        Assert.Equal(kept.Concat(leases).Sum(static lease => lease.Capacity), pool.GetStatistics().BytesRented);
        Assert.False(pool.TryRent(size, out _));
        Assert.All(kept, static lease => Buffers.AssertAllAre(3, lease.Span));
        Assert.Equal(0, pool.GetStatistics().Abandoned);
        BudgetedPools.ReturnAll(leases);
        BudgetedPools.ReturnAll(kept);
        BudgetedPools.AssertQuiet(pool);
    }

    [Theory]
    [Trait("Requirement", "B10")]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MinValue)]
    [InlineData(99L)]
    [InlineData(127L)]
    public void Constructor_BudgetBelowTheSmallestBuffer_NamesItItsValueAndTheLimit(long budget)
    {
        ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(
            () => new BytePool(new BytePoolOptions { MinSize = 100, MaxTotalBytes = budget }).Dispose());
        Assert.Equal(nameof(BytePoolOptions.MaxTotalBytes), exception.ParamName);
        Assert.Equal(budget, exception.ActualValue);
        Assert.Contains("at least 128, the size of the smallest buffer (MinSize is 100), or null for no budget", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRent_MoreThanTheWholeBudget_LeavesIdleBuffersAlone()
    {
        using BytePool pool = BudgetedPools.New(4 * BudgetedPools.Size);
        BudgetedPools.ReturnAll(BudgetedPools.RentMany(pool, 4));

        Assert.False(pool.TryRent(16 * BudgetedPools.Size, out _));
        Assert.False(pool.TryRent(BudgetedPools.MaxSize + 1, out _));

        Assert.Equal((4L, 0L), (pool.GetStatistics().Idle, pool.GetStatistics().Trimmed));
    }

    [Fact]
    public void GetStatistics_Budget_IsTheOneAskedFor()
    {
        using BytePool pool = BudgetedPools.New(5_000_000_000);
        using BytePool smallest = BudgetedPools.New(16);
        using BytePool without = new(new BytePoolOptions());
        Assert.Equal((5_000_000_000, 16L, null),
            (pool.GetStatistics().MaxTotalBytes, smallest.GetStatistics().MaxTotalBytes, without.GetStatistics().MaxTotalBytes));
        smallest.Rent(16).Return();
        Assert.True(without.TryRent(1, out ByteLease lease));
        lease.Return();
    }
}

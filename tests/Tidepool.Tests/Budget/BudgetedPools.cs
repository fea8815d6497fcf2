namespace Tidepool.Tests.Budget;

/// <summary>Small pools with a budget, of powers of two from 16 bytes to 64 KiB.</summary>
internal static class BudgetedPools
{
    internal const int Size = 1_024;
    internal const int MaxSize = 64 * 1_024;

    internal static BytePool New(long budget, Action<BytePoolOptions>? configure = null)
    {
        BytePoolOptions options = new()
        {
            MinSize = 16,
            MaxSize = MaxSize,
            MaxTotalBytes = budget,
            SizeClasses = SizeClassLadder.PowersOfTwo,
            DecayTime = Timeout.InfiniteTimeSpan,
        };
        configure?.Invoke(options);
        return new BytePool(options);
    }

    /// <summary>Rents without waiting. Not named Rent, so that no analyzer takes it for the blocking counterpart of RentAsync.</summary>
    internal static ByteLease Hold(BytePool pool, int size = Size) => pool.Rent(size);

    /// <summary>Rents, and waits if necessary.</summary>
    internal static Task<ByteLease> Await(BytePool pool, int size = Size) => pool.RentAsync(size, TestContext.Current.CancellationToken).AsTask();

    internal static ByteLease[] RentMany(BytePool pool, int count, int size = Size) => [.. Enumerable.Range(0, count).Select(_ => pool.Rent(size))];

    internal static void ReturnAll(params ReadOnlySpan<ByteLease> leases)
    {
        foreach (ByteLease lease in leases)
        {
            lease.Return();
        }
    }

    /// <summary>The lease, which must have been granted by now: the call that makes a grant possible also makes it.</summary>
    internal static ByteLease Granted(Task<ByteLease> renting)
    {
        // Only the continuation runs on another thread, so a lease that has been granted is sure to arrive.
        Assert.True(renting.Wait(TimeSpan.FromSeconds(30)), "The waiter is served.");
        return renting.GetAwaiter().GetResult();
    }

    /// <summary>Nothing is rented, no caller waits, and the statistics add up.</summary>
    internal static void AssertQuiet(BytePool pool)
    {
        BytePoolStatistics statistics = pool.GetStatistics();
        Snapshots.AssertAddsUp(statistics);
        Assert.Equal((0, 0, 0L, 0L), (statistics.Waiting, (int)statistics.UnpooledRented, statistics.Rented, statistics.BytesRented));
        Assert.InRange(statistics.PeakBytesRented, 0, statistics.MaxTotalBytes!.Value);
        Assert.InRange(statistics.BytesHeld, 0, statistics.MaxTotalBytes.Value);
    }

    /// <summary>The whole budget can be rented again, in buffers of one size: not a byte of it was lost.</summary>
    internal static void AssertWholeBudgetIsFree(BytePool pool, int size = Size)
    {
        AssertQuiet(pool);
        ByteLease[] leases = RentMany(pool, (int)(pool.GetStatistics().MaxTotalBytes!.Value / size), size);
        Assert.False(pool.TryRent(size, out _));
        ReturnAll(leases);
        AssertQuiet(pool);
    }
}

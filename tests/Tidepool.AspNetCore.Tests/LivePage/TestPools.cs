namespace Tidepool.AspNetCore.Tests.LivePage;

/// <summary>Pools with unique names: the page shows all pools of the process, including those of tests that run at the same time.</summary>
internal static class TestPools
{
    /// <summary>A pool that changes only when it is used.</summary>
    internal static BytePool Create(string? name = null, PoolMode mode = PoolMode.Standard, long? budget = null, Action<BytePoolOptions>? configure = null)
    {
        BytePoolOptions options = new()
        {
            Name = name ?? $"pool {Guid.NewGuid():N}",
            Mode = mode,
            MaxTotalBytes = budget,
            DecayTime = Timeout.InfiniteTimeSpan,
        };
        configure?.Invoke(options);
        return new BytePool(options);
    }

    /// <summary>Rents this many buffers at once, and returns them.</summary>
    internal static void Use(this BytePool pool, int size, int buffers)
    {
        ByteLease[] leases = [.. Enumerable.Range(0, buffers).Select(_ => pool.Rent(size))];
        Array.ForEach(leases, static lease => lease.Return());
    }
}

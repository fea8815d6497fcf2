using System.Collections.Concurrent;

namespace Tidepool.Integration.Tests;

/// <summary>A pool in checked mode that records each misuse, and asserts at the end that nothing was misused, dropped or kept.</summary>
internal sealed class WatchedPool : IDisposable
{
    /// <summary>How long background returns may take. Generous: the limit is only reached if a buffer is lost.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<MisuseReport> _reports = [];

    internal WatchedPool(bool pinned = false) => Pool = new BytePool(new BytePoolOptions
    {
        Name = "watched",
        Mode = PoolMode.Checked,
        Pinned = pinned,
        OnMisuse = _reports.Enqueue,
    });

    internal BytePool Pool { get; }

    private long Out => Pool.GetStatistics() is var statistics ? statistics.Rented : 0;

    /// <summary>Asserts that the pool was used, that everything was returned, and that nothing was dropped or misused.</summary>
    /// <param name="minimumRents">The least number of rents that must have happened.</param>
    internal async Task AssertCleanAsync(int minimumRents = 1)
    {
        using CancellationTokenSource patience = new(s_patience);
        while (Out > 0 && !patience.IsCancellationRequested)
        {
            // A server's connection may return its last buffers a moment after its client has seen the end.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        // Inspects the buffers in quarantine, and finds dropped leases.
        Pool.Trim();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        BytePoolStatistics statistics = Pool.GetStatistics();
        Assert.Empty(_reports);
        Assert.Equal((0, 0, 0, 0), (statistics.Rented, statistics.UnpooledRented, statistics.Abandoned, statistics.UnpooledAbandoned));
        Assert.InRange(statistics.Hits + statistics.Misses, minimumRents, long.MaxValue);
    }

    public void Dispose() => Pool.Dispose();
}

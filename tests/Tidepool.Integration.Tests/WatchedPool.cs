using System.Collections.Concurrent;

namespace Tidepool.Integration.Tests;

/// <summary>A pool in checked mode that notes each misuse, and says at the end whether anything was misused, dropped or kept.</summary>
internal sealed class WatchedPool : IDisposable
{
    /// <summary>How long what is returned in the background may take. Generous: it is only reached where something is lost.</summary>
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

    /// <summary>The pool was used, everything has come back, nothing was dropped, and nobody did anything wrong.</summary>
    /// <param name="minimumRents">So often it must have been used.</param>
    internal async Task AssertCleanAsync(int minimumRents = 1)
    {
        using CancellationTokenSource patience = new(s_patience);
        while (Out > 0 && !patience.IsCancellationRequested)
        {
            // A server's connection may return its last buffers a moment after its client has seen the end.
            await Task.Delay(TimeSpan.FromMilliseconds(5), TestContext.Current.CancellationToken);
        }

        // What lies in quarantine is inspected, and what was dropped is found.
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

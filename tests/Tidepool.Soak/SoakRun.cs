using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tidepool.Soak;

/// <summary>Round after round: fresh pools of all modes, threads that come and go and use them, and the books checked at the end.</summary>
internal sealed class SoakRun(Tally tally, int seed)
{
    private static readonly TimeSpan s_roundTime = TimeSpan.FromSeconds(5);

    private int _workers;

    internal void RunFor(TimeSpan time)
    {
        long begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) is { } elapsed && elapsed < time)
        {
            TimeSpan left = time - elapsed;
            RunRound(left < s_roundTime ? left : s_roundTime);
            tally.Count("rounds");
        }
    }

    private void RunRound(TimeSpan time)
    {
        SoakPool[] pools = [.. NewPools().Select(options => new SoakPool(tally, options))];
        ConcurrentQueue<Held> exchange = [];
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Thread[] lines = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => KeepWorking(pools, exchange, end)))];
        Array.ForEach(lines, static line => line.Start());
        Array.ForEach(lines, static line => line.Join());
        while (exchange.TryDequeue(out Held held))
        {
            held.Lease.Return();
        }

        foreach (SoakPool pool in pools)
        {
            pool.CheckBooks();
            pool.Dispose();
        }
    }

    /// <summary>One worker after another, each on a thread of its own.</summary>
    private void KeepWorking(SoakPool[] pools, ConcurrentQueue<Held> exchange, long end)
    {
        while (Stopwatch.GetTimestamp() < end)
        {
            Worker worker = new(tally, pools, exchange, new Random(HashCode.Combine(seed, Interlocked.Increment(ref _workers))));
            Thread thread = new(() => worker.Live(end));
            thread.Start();
            thread.Join();
            tally.Count("threads that ended");
        }
    }

    private static IEnumerable<BytePoolOptions> NewPools() =>
    [
        new() { Name = "default" },
        new() { Name = "few kept", MaxBuffersPerBucket = 3, MaxSize = 8 * 1024, DecayTime = TimeSpan.FromMilliseconds(100) },
        new() { Name = "powers of two", SizeClasses = SizeClassLadder.PowersOfTwo, Pinned = true, LeakSamplingInterval = 100 },
        new() { Name = "clearing", ClearOnReturn = true },
        new() { Name = "budget", MaxTotalBytes = 2 * 1024 * 1024, MaxSize = 64 * 1024 },
        new() { Name = "sampled checked", SampledMode = PoolMode.Checked, SampledModeInterval = 1_000 },
        new() { Name = "sampled guarded", SampledMode = PoolMode.Guarded, SampledModeInterval = 1_000 },
        new() { Name = "unpooled", Mode = PoolMode.Unpooled },
        // So long a quarantine that nobody gets a buffer between its return and the write that is injected after it.
        new() { Name = "checked", Mode = PoolMode.Checked, MaxSize = 4 * 1024, QuarantineLength = 10_000 },
        new() { Name = "guarded", Mode = PoolMode.Guarded, MaxSize = 16 * 1024, QuarantineLength = 16 },
    ];
}

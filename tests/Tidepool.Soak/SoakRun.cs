using System.Diagnostics;

namespace Tidepool.Soak;

/// <summary>Runs round after round: new pools of all modes, short-lived threads that use them, and a check of the counts at the end.</summary>
internal sealed class SoakRun(Tally tally, int seed)
{
    private static readonly TimeSpan s_roundTime = TimeSpan.FromSeconds(5);

    /// <summary>The number of pools that are disposed and replaced in the middle of a round.</summary>
    private const int ChangingPools = 2;

    private int _workers;
    private int _changes;

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
        SoakPool[] pools = [.. NewPools().Select(options => new SoakPool(tally, options, isForGood: true)),
            .. Enumerable.Range(0, ChangingPools).Select(_ => NewChangingPool())];
        SoakRound round = new(tally, pools, NewChangingPool);
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Thread[] lines = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => KeepWorking(round, end)))];
        Array.ForEach(lines, static line => line.Start());
        Array.ForEach(lines, static line => line.Join());
        round.CheckAll();
    }

    /// <summary>Runs one worker after another, each on a thread of its own.</summary>
    private void KeepWorking(SoakRound round, long end)
    {
        while (Stopwatch.GetTimestamp() < end)
        {
            Worker worker = new(tally, round, new Random(HashCode.Combine(seed, Interlocked.Increment(ref _workers))));
            Thread thread = new(() => worker.Live(end));
            thread.Start();
            thread.Join();
            tally.Count("threads that ended");
        }
    }

    /// <summary>Takes the modes in turn.</summary>
    private SoakPool NewChangingPool()
    {
        PoolMode[] modes = Enum.GetValues<PoolMode>();
        int number = Interlocked.Increment(ref _changes);
        return new SoakPool(tally, new BytePoolOptions { Name = $"changing {number}", Mode = modes[number % modes.Length], MaxSize = 32 * 1024 },
            isForGood: false);
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
        // The quarantine is so long that no buffer is rented again between its return and the injected write after that.
        new() { Name = "checked", Mode = PoolMode.Checked, MaxSize = 4 * 1024, QuarantineLength = 10_000 },
        new() { Name = "guarded", Mode = PoolMode.Guarded, MaxSize = 16 * 1024, QuarantineLength = 16 },
    ];
}

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tidepool.Telemetry;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>Takes snapshots of the pools of the process.</summary>
internal sealed class PoolObserver(string application, TidepoolPageOptions options, LatestMisuse misuse, TimeProvider time)
{
    /// <summary>The most leases shown for each pool: the oldest of those known to be out.</summary>
    internal const int MostLeases = 20;

    /// <summary>The most calls shown of each stack.</summary>
    private const int MostCalls = 16;

    /// <summary>The shortest time over which a rate is computed; over less it would be noise.</summary>
    private static readonly TimeSpan s_leastElapsed = TimeSpan.FromMilliseconds(50);

    /// <summary>Stacks as text. No two leases share a stack object, so this also identifies the leases.</summary>
    private readonly ConditionalWeakTable<StackTrace, KnownStack> _stacks = [];

    private long _knownStacks;

    /// <summary>Takes a snapshot.</summary>
    /// <param name="previous">A recent one, for rates.</param>
    internal PageSnapshot Observe(PageSnapshot? previous)
    {
        DateTimeOffset now = time.GetUtcNow();
        ProcessSnapshot process = new(
            application,
            Environment.ProcessId,
            Environment.MachineName,
            Environment.WorkingSet,
            GC.GetTotalMemory(forceFullCollection: false),
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        PoolSnapshot[] pools = [.. PoolView.All().Select(pool => WithRates(Observe(pool), now, previous))];
        return new PageSnapshot(
            PageSnapshot.PresentVersion,
            now,
            options.UpdateInterval.TotalSeconds,
            options.HistoryLength,
            process,
            Findings.Of(pools),
            TotalsSnapshot.Of(pools, process),
            pools,
            misuse.Reports());
    }

    private PoolSnapshot Observe(PoolView pool)
    {
        BytePoolStatistics statistics = pool.GetStatistics();
        IReadOnlyList<OutstandingLease> outstanding = pool.GetOutstanding();
        return new PoolSnapshot(
            pool.Number,
            pool.Name,
            pool.Mode.ToString(),
            pool.MinSize,
            pool.MaxSize,
            statistics.MaxTotalBytes,
            statistics.PeakBytesRented,
            statistics.Waiting,
            statistics.Waits,
            statistics.Refused,
            outstanding.Count,
            [.. outstanding.OrderByDescending(static lease => lease.Age).Take(MostLeases).Select(Describe)],
            [.. statistics.Buckets.Append(pool.GetUnpooledStatistics()).Where(static bucket => bucket.Misses > 0).Select(BucketSnapshot.Of)]);
    }

    private LeaseSnapshot Describe(OutstandingLease lease)
    {
        KnownStack stack = _stacks.GetValue(lease.RentStack, Know);
        return new LeaseSnapshot(stack.Id, lease.BucketSize, lease.Length, Math.Round(lease.Age.TotalSeconds, 1),
            lease.RentThreadId, stack.Calls is [string site, ..] ? site : null, stack.Calls);
    }

    private KnownStack Know(StackTrace stack) => new(Interlocked.Increment(ref _knownStacks), [.. PoolView.CallersIn(stack).Take(MostCalls)]);

    private static PoolSnapshot WithRates(PoolSnapshot pool, DateTimeOffset now, PageSnapshot? previous)
    {
        if (previous?.Pools.FirstOrDefault(known => known.Id == pool.Id) is not { } before)
        {
            return pool;
        }

        TimeSpan elapsed = now - previous.TakenAt;
        return elapsed < s_leastElapsed
            ? pool with { RentsPerSecond = before.RentsPerSecond, MadePerSecond = before.MadePerSecond }
            : pool with
            {
                RentsPerSecond = PerSecond(pool.Hits + pool.Misses - before.Hits - before.Misses, elapsed),
                MadePerSecond = PerSecond(pool.Misses - before.Misses, elapsed),
            };
    }

    private static double PerSecond(long count, TimeSpan elapsed) => Math.Round(count / elapsed.TotalSeconds, 1);

    /// <param name="Id">The number of the stack.</param>
    /// <param name="Calls">The innermost first.</param>
    private sealed record KnownStack(long Id, IReadOnlyList<string> Calls);
}

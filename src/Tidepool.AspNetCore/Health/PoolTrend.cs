namespace Tidepool.AspNetCore.Health;

/// <summary>What becomes of one pool from check to check: whether its exhaustion lasts, and how many leases were dropped lately.</summary>
internal sealed class PoolTrend(BytePool pool, TidepoolHealthOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Of more than twice the time that exhaustion may last: refusals are looked for in it and in the time before.</summary>
    private readonly ObservationHistory _pressure = new(time, options.ExhaustionTime * 3);

    private readonly ObservationHistory _drops = new(time, options.AbandonedWindow);

    internal BytePool Pool => pool;

    /// <summary>Looks at the pool.</summary>
    internal PoolFindings Look()
    {
        BytePoolStatistics statistics = pool.GetStatistics();
        lock (_gate)
        {
            Observation now = Observation.Of(statistics, time.GetTimestamp(), options.DegradedAtBudgetShare);
            Observation? before = _pressure.Before(now.At, options.ExhaustionTime);
            PoolFindings findings = new(
                statistics,
                RefusedLately: now.Refused - (before?.Refused ?? 0),
                HasLastingLine: before is { } then && IsLineStuck(then, now),
                HasLastingRefusals: before is { } earlier && AreRefusalsLasting(earlier, now),
                DroppedLately: now.Abandoned - (_drops.Before(now.At, options.AbandonedWindow)?.Abandoned ?? 0));
            _pressure.Add(now);
            _drops.Add(now);
            return findings;
        }
    }

    /// <summary>Who stood in line then still does, since first come is first served; or others stand there now, and nobody got anything in between,
    /// as where callers give up waiting.</summary>
    private static bool IsLineStuck(Observation then, Observation now) =>
        now.HasLine && (now.Left < then.Arrived || (then.HasLine && now.Rents == then.Rents));

    /// <summary>Nearly all of the budget was rented at each look since then, and rents were refused before then and after.</summary>
    private bool AreRefusalsLasting(Observation then, Observation now) =>
        now.IsNearBudget
        && now.Refused > then.Refused
        && then.Refused > (_pressure.Before(then.At, options.ExhaustionTime)?.Refused ?? 0)
        && _pressure.Since(then).All(static one => one.IsNearBudget);
}

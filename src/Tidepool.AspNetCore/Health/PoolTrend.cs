namespace Tidepool.AspNetCore.Health;

/// <summary>Follows one pool from check to check: whether its exhaustion lasts, and how many leases were dropped lately.</summary>
internal sealed class PoolTrend(BytePool pool, TidepoolHealthOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>Reaches back more than twice the allowed exhaustion time: refusals are looked for within that time, and within the same time before
    /// it.</summary>
    private readonly ObservationHistory _pressure = new(time, options.ExhaustionTime * 3);

    private readonly ObservationHistory _drops = new(time, options.AbandonedWindow);

    /// <summary>The timestamp of the last check.</summary>
    private long _lastTimestamp = long.MinValue;

    /// <summary>By how much the clock has been set back so far.</summary>
    private long _setBack;

    internal BytePool Pool => pool;

    /// <summary>Checks the pool.</summary>
    internal PoolFindings Look()
    {
        BytePoolStatistics statistics = pool.GetStatistics();
        lock (_gate)
        {
            Observation now = Observation.Of(statistics, ReadClock(), options.DegradedAtBudgetShare);
            Observation? before = _pressure.Before(now.At, options.ExhaustionTime);
            PoolFindings findings = new(
                statistics,
                RefusedLately: now.Refused - (before?.Refused ?? 0),
                HasLastingQueue: before is { } then && IsQueueStuck(then, now),
                HasLastingRefusals: before is { } earlier && AreRefusalsLasting(earlier, now),
                DroppedLately: now.Abandoned - (_drops.Before(now.At, options.AbandonedWindow)?.Abandoned ?? 0));
            _pressure.Add(now);
            _drops.Add(now);
            return findings;
        }
    }

    /// <summary>Reads the clock. If it has been set back, as the clock of a test may be, it goes on from where it was: all that ever happened would count
    /// as recent otherwise.</summary>
    private long ReadClock()
    {
        long now = time.GetTimestamp() + _setBack;
        if (now < _lastTimestamp)
        {
            _setBack += _lastTimestamp - now;
            now = _lastTimestamp;
        }

        return _lastTimestamp = now;
    }

    /// <summary>Whether callers that waited then still wait, given that the queue is first come, first served; or whether others wait now and no rent was
    /// served in between, as when callers stop waiting.</summary>
    private static bool IsQueueStuck(Observation then, Observation now) =>
        now.HasQueue && (now.Left < then.Arrived || (then.HasQueue && now.Rents == then.Rents));

    /// <summary>Whether nearly all of the budget was rented at each check since then, and rents were refused both before and after then.</summary>
    private bool AreRefusalsLasting(Observation then, Observation now) =>
        now.IsNearBudget
        && now.Refused > then.Refused
        && then.Refused > (_pressure.Before(then.At, options.ExhaustionTime)?.Refused ?? 0)
        && _pressure.Since(then).All(static one => one.IsNearBudget);
}

namespace Tidepool.AspNetCore.Health;

/// <summary>The thresholds of the health check.</summary>
public sealed class TidepoolHealthOptions
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>The share of a pool's budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) at which the check is degraded, when it is rented: more than 0,
    /// up to 1. Default 0.9. Idle buffers don't count, since they are released before a rent is refused; nor do pools without a budget.</summary>
    public double DegradedAtBudgetShare { get; set; } = 0.9;

    /// <summary>How long a budget may be exhausted before the check fails: 1 second to 30 days. Default 10 seconds. Until then it is degraded:
    /// callers that wait for a moment, or a rent that is refused now and then, are what a budget is for.</summary>
    public TimeSpan ExhaustionTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many leases of a pool may be dropped without being returned, within <see cref="AbandonedWindow"/>: 0 or more. Default 10.</summary>
    public long AllowedAbandoned { get; set; } = 10;

    /// <summary>The period before each check within which dropped leases are counted: 1 second to 30 days. Default 10 minutes.</summary>
    public TimeSpan AbandonedWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!(DegradedAtBudgetShare is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(DegradedAtBudgetShare), DegradedAtBudgetShare,
                $"{nameof(DegradedAtBudgetShare)} must be more than 0 and at most 1, the whole budget; 0.9 is 90 %.");
        }

        if (AllowedAbandoned < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(AllowedAbandoned), AllowedAbandoned, $"{nameof(AllowedAbandoned)} must be 0 (none) or more.");
        }

        CheckTime(nameof(ExhaustionTime), ExhaustionTime);
        CheckTime(nameof(AbandonedWindow), AbandonedWindow);
    }

    private static void CheckTime(string name, TimeSpan value)
    {
        if (value < s_shortest || value > s_longest)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {s_shortest:c} to {s_longest:c}.");
        }
    }
}

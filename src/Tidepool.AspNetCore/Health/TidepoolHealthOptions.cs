namespace Tidepool.AspNetCore.Health;

/// <summary>The thresholds of the health check.</summary>
public sealed class TidepoolHealthOptions
{
    /// <summary>The share of a pool's budget (<see cref="BytePoolOptions.MaxTotalBytes"/>) that may be rented before the check is degraded: more than 0, up to 1. Default 0.9.
    /// Idle buffers don't count, since they are given up before anything is refused; nor do pools without a budget.</summary>
    public double DegradedAtBudgetShare { get; set; } = 0.9;

    /// <summary>How many leases of a pool may be dropped without being returned, from one check to the next: 0 or more. Default 10.</summary>
    public long AllowedAbandoned { get; set; } = 10;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    internal void Validate()
    {
        if (!(DegradedAtBudgetShare is > 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(DegradedAtBudgetShare), DegradedAtBudgetShare, $"{nameof(DegradedAtBudgetShare)} must be more than 0 and at most 1, the whole budget; 0.9 is 90 %.");
        }

        if (AllowedAbandoned < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(AllowedAbandoned), AllowedAbandoned, $"{nameof(AllowedAbandoned)} must be 0 (none) or more.");
        }
    }
}

namespace Tidepool.AspNetCore.Health;

/// <summary>What a check saw of a pool. All counts only grow, so the difference of two observations is what happened between them,
/// no matter who else checked meanwhile.</summary>
/// <param name="At">A timestamp of the clock.</param>
/// <param name="Rents">Rents that got a buffer.</param>
/// <param name="Refused">Rents that the budget refused.</param>
/// <param name="Arrived">Callers that have ever queued for the budget.</param>
/// <param name="Left">How many of those have left the queue, served or not.</param>
/// <param name="Abandoned">Leases that were dropped.</param>
/// <param name="IsNearBudget">Whether nearly all of the budget was rented.</param>
internal readonly record struct Observation(long At, long Rents, long Refused, long Arrived, long Left, long Abandoned, bool IsNearBudget)
{
    internal bool HasQueue => Arrived > Left;

    internal static Observation Of(BytePoolStatistics statistics, long at, double nearBudget) => new(
        at,
        statistics.Hits + statistics.Misses,
        statistics.Refused,
        statistics.Waits,
        statistics.Waits - statistics.Waiting,
        statistics.Abandoned,
        statistics.BytesRented >= statistics.MaxTotalBytes * nearBudget);
}

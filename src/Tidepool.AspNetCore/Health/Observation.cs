namespace Tidepool.AspNetCore.Health;

/// <summary>What a check saw of a pool. All counts only grow, so the difference of two is what happened between them, whoever looked meanwhile.</summary>
/// <param name="At">The clock's timestamp.</param>
/// <param name="Rents">Rents that got a buffer.</param>
/// <param name="Refused">Rents that the budget refused.</param>
/// <param name="Arrived">Callers that ever stood in line for the budget.</param>
/// <param name="Left">Of those, how many have left the line, served or not.</param>
/// <param name="Abandoned">Leases that were dropped.</param>
/// <param name="IsNearBudget">Nearly all of the budget was rented.</param>
internal readonly record struct Observation(long At, long Rents, long Refused, long Arrived, long Left, long Abandoned, bool IsNearBudget)
{
    internal bool HasLine => Arrived > Left;

    internal static Observation Of(BytePoolStatistics statistics, long at, double nearBudget) => new(
        at,
        statistics.Hits + statistics.Misses,
        statistics.Refused,
        statistics.Waits,
        statistics.Waits - statistics.Waiting,
        statistics.Abandoned,
        statistics.BytesRented >= statistics.MaxTotalBytes * nearBudget);
}

namespace Tidepool.AspNetCore.Health;

/// <summary>What a check found out about a pool.</summary>
/// <param name="Statistics">The pool's statistics.</param>
/// <param name="RefusedLately">Rents that the budget refused within the allowed exhaustion time, or since the last check before it.</param>
/// <param name="HasLastingQueue">Whether callers have waited for longer than the allowed exhaustion time.</param>
/// <param name="HasLastingRefusals">Whether the budget was rented and has refused rents for longer than the allowed exhaustion time.</param>
/// <param name="DroppedLately">Leases that were dropped within the window, or since the last check before it.</param>
internal sealed record PoolFindings(BytePoolStatistics Statistics, long RefusedLately, bool HasLastingQueue, bool HasLastingRefusals, long DroppedLately);

namespace Tidepool.AspNetCore.Health;

/// <summary>What a look at a pool showed.</summary>
/// <param name="Statistics">Its numbers.</param>
/// <param name="RefusedLately">Rents that the budget refused within the time that exhaustion may last, or since the check before it.</param>
/// <param name="HasLastingLine">Callers have waited for longer than that.</param>
/// <param name="HasLastingRefusals">The budget was rented and has refused rents for longer than that.</param>
/// <param name="DroppedLately">Leases that were dropped within the window, or since the check before it.</param>
internal sealed record PoolFindings(BytePoolStatistics Statistics, long RefusedLately, bool HasLastingLine, bool HasLastingRefusals, long DroppedLately);

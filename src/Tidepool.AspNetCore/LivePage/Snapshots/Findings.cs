using Tidepool.AspNetCore.LivePage.Rendering;

namespace Tidepool.AspNetCore.LivePage.Snapshots;

/// <summary>What deserves attention first: callers wait or were refused, leases were dropped, a budget is nearly exhausted.</summary>
internal static class Findings
{
    /// <summary>The rented share of a budget that deserves attention. Arbitrary.</summary>
    internal const double NearlyAll = 0.9;

    internal static IReadOnlyList<string> Of(IReadOnlyList<PoolSnapshot> pools) =>
    [
        .. pools.Where(static pool => pool.Waiting > 0)
            .Select(static pool => $"{Words.Several(pool.Waiting, "caller waits", "callers wait")} for the budget of “{pool.Label}”: {Words.Bytes(pool.BudgetBytes)}, {Words.Percent(pool.BudgetShare)} of it lent out."),
        .. pools.Where(static pool => pool.Waiting == 0 && pool.BudgetShare >= NearlyAll)
            .Select(static pool => $"“{pool.Label}” has lent out {Words.Percent(pool.BudgetShare)} of its budget of {Words.Bytes(pool.BudgetBytes)}."),
        .. pools.Where(static pool => pool.Refused > 0)
            .Select(static pool => $"The budget of “{pool.Label}”, {Words.Bytes(pool.BudgetBytes)}, refused {Words.Several(pool.Refused, "rent", "rents")} since the pool was made."),
        .. pools.Where(static pool => pool.Abandoned > 0)
            .Select(static pool => $"{Words.Several(pool.Abandoned, "lease", "leases")} of “{pool.Label}” {(pool.Abandoned == 1 ? "was" : "were")} dropped without being returned, since the pool was made."),
    ];
}

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
            .Select(static pool => $"{Words.Several(pool.Waiting, "caller is", "callers are")} waiting for the budget of “{pool.Label}”: "
                + $"{Words.Bytes(pool.BudgetBytes)}, {Words.Percent(pool.BudgetShare)} of it rented."),
        .. pools.Where(static pool => pool.Waiting == 0 && pool.BudgetShare >= NearlyAll)
            .Select(static pool => $"{Words.Percent(pool.BudgetShare)} of the budget of “{pool.Label}” ({Words.Bytes(pool.BudgetBytes)}) is rented."),
        .. pools.Where(static pool => pool.Refused > 0)
            .Select(static pool => $"The budget of “{pool.Label}” ({Words.Bytes(pool.BudgetBytes)}) has refused {Words.Several(pool.Refused, "rent", "rents")} "
                + "since the pool was created."),
        .. pools.Where(static pool => pool.Abandoned > 0)
            .Select(static pool => $"{Words.Several(pool.Abandoned, "lease", "leases")} of “{pool.Label}” {(pool.Abandoned == 1 ? "has" : "have")} been "
                + "dropped without being returned since the pool was created."),
    ];
}

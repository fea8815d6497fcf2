namespace Tidepool.Benchmarks.Targets;

/// <summary>The command <c>growth</c>: operations whose cost must not grow with the leases out or the buffers idle.</summary>
internal static class GrowthTargets
{
    private const double MostGrowth = 4;
    private const int Few = 1_000;
    private const int Many = 100_000;

    /// <summary>A cap below what is out.</summary>
    private const int Cap = 60_000;

    private static readonly Holding[] s_out = [Holding.OneThread, Holding.SeveralThreads];
    private static readonly Holding[] s_idle = [.. s_out, Holding.HandedBack, Holding.EndedThreads];

    private static readonly Target[] s_all =
    [
        .. FromFewToMany("refused", "TryRent that is refused, out", s_out, GrowthRuns.Refused),
        .. FromFewToMany("refused beside idle", "TryRent that is refused, idle", s_idle, GrowthRuns.RefusedBesideIdle),
        .. FromFewToMany("waiting", "RentAsync that waits, a return, and its service, out", s_out, GrowthRuns.Waiting),
        .. FromFewToMany("making room", "rent of another size under a full budget, idle", s_idle, static (count, by) => GrowthRuns.Room(count, by, 1)),
        .. FromFewToMany("making room, 16 times", "the same 16 times, per rent, idle", s_idle, static (count, by) => GrowthRuns.Room(count, by, 16)),
        .. BeyondTheCap("beyond the cap", 1),
        .. BeyondTheCap("beyond the cap, 64 at once", 64),
    ];

    public static Task MeasureAsync(Workbench bench, bool quick)
    {
        // Few slices, since making room takes milliseconds where it grows.
        RowMeasurement measurement = new(MeasurementPlan.Short(quick, rounds: 9) with { Slices = 3 }, bench.Time);
        foreach (Target target in s_all)
        {
            bench.Tell(target.Measure(measurement).Outcome);
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<Target> FromFewToMany(string name, string description, Holding[] holdings, Func<int, Holding, Run> bind) =>
        Of(name, $"{description}: {Few:N0} → {Many:N0}", holdings, holding => bind(Few, holding), holding => bind(Many, holding));

    private static IEnumerable<Target> BeyondTheCap(string name, int atOnce) => Of(
        name,
        $"return and rent {atOnce:N0}, {Many:N0} out: as many may be idle → {Cap:N0} may",
        s_out,
        holding => GrowthRuns.BeyondTheCap(Many, holding, Many, atOnce),
        holding => GrowthRuns.BeyondTheCap(Many, holding, Cap, atOnce));

    /// <summary>A target for each way to hold the many.</summary>
    private static IEnumerable<Target> Of(string name, string description, Holding[] holdings, Func<Holding, Run> few, Func<Holding, Run> many) =>
        holdings.Select(holding => new Target(
            $"growth: {name}",
            $"{description}; {Holders.Name(holding)}",
            MostGrowth,
            new("many", () => many(holding)),
            new("few", () => few(holding))));
}

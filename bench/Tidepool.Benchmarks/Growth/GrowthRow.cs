namespace Tidepool.Benchmarks.Growth;

/// <summary>An operation whose cost must not grow with what is out or idle.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Description">What one operation is, in a phrase.</param>
/// <param name="AtMost">The most it may grow; null where it may grow as it likes.</param>
/// <param name="Holdings">By whom the many are held.</param>
/// <param name="Few">Makes the run with few.</param>
/// <param name="Many">Makes the run with many.</param>
internal sealed record GrowthRow(
    string Name, string Description, double? AtMost, IReadOnlyList<Holding> Holdings, Func<Holding, GrowthRun> Few, Func<Holding, GrowthRun> Many)
{
    private const double MostGrowth = 4;
    private const int FewCount = 1_000;
    private const int ManyCount = 100_000;

    /// <summary>A cap below what is out.</summary>
    private const int Cap = 60_000;

    private static readonly Holding[] s_out = [Holding.OneThread, Holding.SeveralThreads];
    private static readonly Holding[] s_idle = [Holding.OneThread, Holding.SeveralThreads, Holding.HandedBack, Holding.EndedThreads];

    /// <summary>Gets all rows.</summary>
    public static IReadOnlyList<GrowthRow> All { get; } =
    [
        FromFewToMany("refused", "TryRent that is refused, out", s_out, static (count, holding) => new RefusedRun(count, holding)),
        FromFewToMany("refused beside idle", "TryRent that is refused, idle", s_idle, static (count, holding) => new RefusedBesideIdleRun(count, holding)),
        FromFewToMany("waiting", "RentAsync that waits, a return, and its service, out", s_out, static (count, holding) => new WaitingRun(count, holding)),
        FromFewToMany("making room", "rent of another size under a full budget, idle", s_idle, static (count, holding) => new RoomRun(count, 1, holding)),
        FromFewToMany("making room, 16 times", "the same 16 times, per rent, idle", s_idle, static (count, holding) => new RoomRun(count, 16, holding)),
        BeyondTheCap("beyond the cap", 1),
        BeyondTheCap("beyond the cap, 64 at once", 64),
        FromFewToMany("statistics", "GetStatistics, out", s_out, static (count, holding) => new StatisticsRun(count, holding)) with { AtMost = null },
    ];

    private static GrowthRow BeyondTheCap(string name, int atOnce) => new(
        name,
        $"return and rent {atOnce:N0}, {ManyCount:N0} out: as many may be idle → {Cap:N0} may",
        MostGrowth,
        s_out,
        holding => new CapRun(ManyCount, ManyCount, atOnce, holding),
        holding => new CapRun(ManyCount, Cap, atOnce, holding));

    private static GrowthRow FromFewToMany(string name, string description, IReadOnlyList<Holding> holdings, Func<int, Holding, GrowthRun> bind) => new(
        name,
        $"{description}: {FewCount:N0} → {ManyCount:N0}",
        MostGrowth,
        holdings,
        holding => bind(FewCount, holding),
        holding => bind(ManyCount, holding));
}

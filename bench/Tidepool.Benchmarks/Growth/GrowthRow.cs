using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Growth;

/// <summary>An operation whose cost must not grow with what is out or idle.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Description">What one operation is, in a phrase.</param>
/// <param name="Holdings">Who holds the many.</param>
/// <param name="Few">Makes the run with few.</param>
/// <param name="Many">Makes the run with many.</param>
internal sealed record GrowthRow(string Name, string Description, IReadOnlyList<Holding> Holdings, Func<Holding, Run> Few, Func<Holding, Run> Many)
{
    private const double MostGrowth = 4;
    private const int FewCount = 1_000;
    private const int ManyCount = 100_000;

    /// <summary>A cap below what is out.</summary>
    private const int Cap = 60_000;

    private static readonly Holding[] s_out = [Holding.OneThread, Holding.SeveralThreads];
    private static readonly Holding[] s_idle = [Holding.OneThread, Holding.SeveralThreads, Holding.HandedBack, Holding.EndedThreads];

    /// <summary>Gets the largest growth allowed; null where there is no limit.</summary>
    public double? AtMost { get; init; } = MostGrowth;

    /// <summary>Gets all rows.</summary>
    public static IReadOnlyList<GrowthRow> All { get; } =
    [
        FromFewToMany("refused", "TryRent that is refused, out", s_out, GrowthRuns.Refused),
        FromFewToMany("refused beside idle", "TryRent that is refused, idle", s_idle, GrowthRuns.RefusedBesideIdle),
        FromFewToMany("waiting", "RentAsync that waits, a return, and its service, out", s_out, GrowthRuns.Waiting),
        FromFewToMany("making room", "rent of another size under a full budget, idle", s_idle, static (count, holding) => GrowthRuns.Room(count, holding, 1)),
        FromFewToMany("making room, 16 times", "the same 16 times, per rent, idle", s_idle, static (count, holding) => GrowthRuns.Room(count, holding, 16)),
        BeyondTheCap("beyond the cap", 1),
        BeyondTheCap("beyond the cap, 64 at once", 64),
        FromFewToMany("statistics", "GetStatistics, out", s_out, GrowthRuns.Statistics) with { AtMost = null },
    ];

    /// <summary>Measures every row, with each of its holdings.</summary>
    public static IEnumerable<GrowthResult> Measure(RowMeasurement measurement) => All.SelectMany(row => row.Holdings.Select(holding =>
    {
        IReadOnlyList<PeerResult> results = measurement.Measure([new("few", () => row.Few(holding)), new("many", () => row.Many(holding))]);
        return new GrowthResult(row, holding, results[0], results[1]);
    }));

    private static GrowthRow BeyondTheCap(string name, int atOnce) => new(
        name,
        $"return and rent {atOnce:N0}, {ManyCount:N0} out: as many may be idle → {Cap:N0} may",
        s_out,
        holding => GrowthRuns.BeyondTheCap(ManyCount, holding, ManyCount, atOnce),
        holding => GrowthRuns.BeyondTheCap(ManyCount, holding, Cap, atOnce));

    private static GrowthRow FromFewToMany(string name, string description, IReadOnlyList<Holding> holdings, Func<int, Holding, Run> bind) => new(
        name,
        $"{description}: {FewCount:N0} → {ManyCount:N0}",
        holdings,
        holding => bind(FewCount, holding),
        holding => bind(ManyCount, holding));
}

/// <summary>The cost of an operation with few and with many.</summary>
internal sealed record GrowthResult(GrowthRow Row, Holding Holding, PeerResult Few, PeerResult Many)
{
    /// <summary>Gets the cost with many over the cost with few, within each round.</summary>
    public Distribution Growth => Many.RoundRatiosTo(Few);

    /// <summary>Gets the target's outcome; null where there is no target.</summary>
    public TargetOutcome? Outcome => Row.AtMost is { } limit
        ? new TargetOutcome($"growth: {Row.Name}", $"times; {Row.Description}; {Holders.Name(Holding)}", Growth, limit)
        : null;
}

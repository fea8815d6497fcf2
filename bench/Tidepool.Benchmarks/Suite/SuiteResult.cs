using Spectre.Console;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Tails;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>Everything the suite measured, and where: all rows, series and memory rows over all peers.</summary>
internal sealed record SuiteResult(
    Provenance Provenance,
    MeasurementPlan Plan,
    TimeSpan Quiet,
    IReadOnlyList<RowResult> Rows,
    IReadOnlyList<ComparisonResult> Adapters,
    IReadOnlyList<RowResult> Modes,
    IReadOnlyList<TailResult> Tails,
    IReadOnlyList<SeriesResult> Series,
    IReadOnlyList<MemoryResult> Memory)
{
    private static readonly string[] s_rowsOfModes = ["pair", "using", "nested-16", "mixed", "handoff-256"];

    /// <exception cref="BenchmarkException">A peer lends wrong buffers, or a process of a memory row failed.</exception>
    public static async Task<SuiteResult> MeasureAsync(MeasurementPlan plan, TimeSpan quiet, Workbench bench)
    {
        // Before anything is written: the report's own file must not make the working tree look changed.
        Provenance provenance = Provenance.Gather(bench.Time);
        foreach (Peer peer in PeerCatalog.All)
        {
            peer.Check();
        }

        RowMeasurement measurement = new(plan, bench.Time);
        ConsoleReport report = new(bench.Console);
        RowResult[] rows = [.. WorkloadCatalog.All.Select(workload => report.Row(measurement.Measure(workload, PeerCatalog.All)))];
        IReadOnlyList<ComparisonResult> adapters = Tell("adapters", MeasureAdapters);
        IReadOnlyList<RowResult> modes = Tell("modes", MeasureModes);
        IReadOnlyList<TailResult> tails = Tell("tails", MeasureTails);
        SeriesResult[] series = [.. WorkloadCatalog.Series.Select(each => Tell($"series: {each.Name}", _ => measurement.Measure(each, PeerCatalog.All)))];

        // The rows' garbage would only take memory from the processes that follow.
        GC.Collect();
        IReadOnlyList<MemoryResult> memory = await new MemoryMeasurement(quiet)
            .MeasureAsync(MemoryCatalog.All, MemoryCatalog.Peers, row => bench.Console.WriteLine($"memory: {row}"));
        return new SuiteResult(provenance, plan, quiet, rows, adapters, modes, tails, series, memory);

        T Tell<T>(string what, Func<RowMeasurement, T> measure)
        {
            bench.Console.WriteLine(what);
            return measure(measurement);
        }
    }

    public static IReadOnlyList<ComparisonResult> MeasureAdapters(RowMeasurement measurement) =>
        [.. Comparison.Adapters.Select(adapter => adapter.Measure(measurement))];

    public static IReadOnlyList<RowResult> MeasureModes(RowMeasurement measurement) =>
        [.. s_rowsOfModes.Select(name => measurement.Measure(WorkloadCatalog.Find(name), PeerCatalog.Modes))];

    public static IReadOnlyList<TailResult> MeasureTails(RowMeasurement measurement) => TailResult.Measure(measurement, PeerCatalog.All);
}

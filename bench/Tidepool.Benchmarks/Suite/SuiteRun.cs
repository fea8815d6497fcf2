using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Tails;
using Tidepool.Benchmarks.Targets;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Suite;

/// <summary>All rows, series and memory rows over all peers, and the report of them.</summary>
internal sealed class SuiteRun(MeasurementPlan plan, TimeSpan quiet, FileInfo markdown)
{
    /// <exception cref="BufferCheckException">A peer lends wrong buffers.</exception>
    /// <exception cref="ChildRunException">A process of a memory row failed.</exception>
    public async Task ExecuteAsync(IAnsiConsole console, TimeProvider time)
    {
        Provenance provenance = Provenance.Gather(time);
        ConsoleReport report = new(console);
        report.Begin(provenance);
        foreach (Peer peer in PeerCatalog.All)
        {
            peer.Check();
        }

        RowMeasurement measurement = new(plan, time);
        List<RowResult> rows = [];
        foreach (Workload workload in WorkloadCatalog.All)
        {
            RowResult row = measurement.Measure(workload, PeerCatalog.All);
            rows.Add(row);
            report.Row(row);
        }

        console.MarkupLine("adapters");
        IReadOnlyList<AdapterResult> adapters = [.. AdapterTarget.All.Select(target => target.Measure(measurement))];
        console.MarkupLine("modes");
        IReadOnlyList<RowResult> modes = ModeCosts.Measure(measurement);
        console.MarkupLine("tails");
        IReadOnlyList<TailResult> tails = new TailMeasurement(plan, time).Measure(PeerCatalog.All);
        List<SeriesResult> series = [];
        foreach (WorkloadSeries each in WorkloadCatalog.Series)
        {
            console.MarkupLineInterpolated($"series: {each.Name}");
            series.Add(measurement.Measure(each, PeerCatalog.All));
        }

        // What the rows left behind would only take memory from the processes that follow.
        GC.Collect();
        IReadOnlyList<MemoryResult> memory = await new MemoryMeasurement(quiet, MemoryCatalog.All, MemoryCatalog.Peers).MeasureAsync(row => console.MarkupLineInterpolated($"memory: {row}"));

        new SuiteReport(new SuiteResult(provenance, plan, quiet, rows, adapters, modes, tails, series, memory)).Write(markdown);
        console.MarkupLineInterpolated($"{Figures.Summary(rows)}");
        console.MarkupLineInterpolated($"Written to [blue]{markdown.FullName}[/]");
    }
}

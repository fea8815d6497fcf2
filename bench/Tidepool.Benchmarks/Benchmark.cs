using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks;

/// <summary>One run of the program: check the peers, measure row after row, report.</summary>
internal sealed class Benchmark(IReadOnlyList<Workload> workloads, IReadOnlyList<Peer> peers, MeasurementPlan plan)
{
    /// <exception cref="BufferCheckException">A peer lends wrong buffers.</exception>
    public void Execute(IAnsiConsole console, TimeProvider time, FileInfo? markdown)
    {
        // Before anything is written: the report's own file must not make the working tree look changed.
        Provenance provenance = Provenance.Gather(time);
        ConsoleReport report = new(console);
        report.Begin(provenance);
        foreach (Peer peer in peers)
        {
            peer.Check();
        }

        RowMeasurement measurement = new(plan, time);
        List<RowResult> rows = [];
        foreach (Workload workload in workloads)
        {
            RowResult row = measurement.Measure(workload, peers);
            rows.Add(row);
            report.Row(row);
        }

        report.End(plan, rows);
        if (markdown is not null)
        {
            File.WriteAllText(markdown.FullName, MarkdownReport.Write(provenance, plan, rows));
            console.MarkupLineInterpolated($"Written to [blue]{markdown.FullName}[/]");
        }
    }
}

using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Reporting.Plots;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The suite's report: a Markdown file, and a folder beside it with plots and with the ratios of all machines.</summary>
internal sealed class SuiteReport(SuiteResult result)
{
    private const double Mebibyte = 1 << 20;

    public void Write(FileInfo markdown)
    {
        DirectoryInfo plots = Directory.CreateDirectory(Path.Combine(markdown.DirectoryName ?? ".", Path.GetFileNameWithoutExtension(markdown.Name)));

        // Plots of rows that no longer exist would lie there for ever.
        foreach (FileInfo old in plots.GetFiles("*.svg"))
        {
            old.Delete();
        }

        SavePlots(plots.FullName);

        StringBuilder text = new();
        text.Append("# Benchmarks\n\n");
        foreach ((string label, string value) in result.Provenance.Facts())
        {
            text.Append("- ").Append(label).Append(": ").Append(value).Append('\n');
        }

        SpeedTables.Append(text, result, plots.Name);
        MachineTable.Append(text, result, new FileInfo(Path.Combine(plots.FullName, "machines.json")));
        TailTable.Append(text, result.Tails);
        AdapterCosts.Append(text, result.Adapters);
        ModeCosts.Append(text, result.Modes);
        SeriesTables.Append(text, result.Series, plots.Name);
        MemoryTables.Append(text, result.Memory, plots.Name);
        SuiteMethod.Append(text, result);
        File.WriteAllText(markdown.FullName, text.ToString());
        if (markdown.Directory?.Parent is { } repository)
        {
            ReadmeTable.Write(result, new FileInfo(Path.Combine(repository.FullName, "README.md")));
        }
    }

    private void SavePlots(string folder)
    {
        foreach (RowResult row in result.Rows)
        {
            BarChart.Save(row, Path.Combine(folder, $"{row.Workload.Name}.svg"));
        }

        foreach (SeriesResult series in result.Series)
        {
            bool isThroughput = series.Series.Name == "threads";
            LineChart.Save(
                isThroughput ? "throughput by threads: operations per microsecond, more is better" : $"ns per operation by {series.Series.Unit}, less is better",
                new LogarithmicAxis { Title = series.Series.Unit, Base = isThroughput ? 2 : 10 },
                isThroughput ? new LinearAxis { Minimum = 0 } : new LogarithmicAxis(),
                series.Peers.Select(peer => (peer.Peer, peer.Variants.Zip(
                    series.Series.Variants,
                    (measured, variant) => new DataPoint(variant.Count, isThroughput ? 1_000 / measured.Nanoseconds.Median : measured.Nanoseconds.Median)))),
                Path.Combine(folder, $"{series.Series.Name}.svg"));
        }

        foreach (MemoryResult memory in result.Memory.Where(memory => memory.Peers.Any(peer => peer.Samples.Count > 1)))
        {
            LineChart.Save(
                $"{memory.Row.Name}: MiB on the heap by seconds of quiet, less is better",
                new LinearAxis { Title = "s", Minimum = 0 },
                new LinearAxis { Minimum = 0 },
                memory.Peers.Select(peer => (peer.Peer, peer.Samples.Select(sample => new DataPoint(sample.Seconds, Math.Max(0, sample.HeapBytes) / Mebibyte)))),
                Path.Combine(folder, $"memory-{memory.Row.Name}.svg"));
        }
    }
}

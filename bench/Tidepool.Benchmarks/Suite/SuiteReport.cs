using OxyPlot;
using OxyPlot.Axes;
using Tidepool.Benchmarks.Memory;
using Tidepool.Benchmarks.Reporting.Plots;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The suite's report: a Markdown file, and a folder beside it with plots and with the ratios of all machines.</summary>
internal static class SuiteReport
{
    private const double Mebibyte = 1 << 20;

    public static void Write(SuiteResult result, FileInfo markdown)
    {
        DirectoryInfo plots = Directory.CreateDirectory(Path.Combine(markdown.DirectoryName ?? ".", Path.GetFileNameWithoutExtension(markdown.Name)));

        // Plots of rows that no longer exist would stay there for ever.
        Array.ForEach(plots.GetFiles("*.svg"), static old => old.Delete());
        SavePlots(result, plots.FullName);

        Markdown text = new Markdown().Title("Benchmarks").List(result.Provenance.Lines());
        SpeedTables.Append(text, result, plots.Name);
        MachineTable.Append(text, result, new FileInfo(Path.Combine(plots.FullName, "machines.json")));
        SuiteTables.Tails(text, result.Tails);
        SuiteTables.Adapters(text, result.Adapters);
        SuiteTables.Modes(text, result.Modes);
        SuiteTables.Series(text, result.Series, plots.Name);
        MemoryTables.Append(text, result.Memory, plots.Name);
        text.Section("How to read it").List([.. Method.HowToRead(result.Plan), Method.Series])
            .Section("How to repeat it").List(Method.HowToRepeat(result.Quiet))
            .Section("Not measured").List(Method.NotMeasured);
        File.WriteAllText(markdown.FullName, text.ToString());
        if (markdown.Directory?.Parent is { } repository)
        {
            ReadmeTable.Write(result, new FileInfo(Path.Combine(repository.FullName, "README.md")));
        }
    }

    private static void SavePlots(SuiteResult result, string folder)
    {
        foreach (RowResult row in result.Rows)
        {
            BarChart.Save(row, Path.Combine(folder, $"{row.Workload.Name}.svg"));
        }

        foreach (SeriesResult series in result.Series)
        {
            bool isThroughput = series.Series.Name == "threads";
            string title = isThroughput ? "throughput by threads: operations per microsecond, more" : $"ns per operation by {series.Series.Unit}, less";
            LineChart.Save(
                $"{title} is better",
                new LogarithmicAxis { Title = series.Series.Unit, Base = isThroughput ? 2 : 10 },
                isThroughput ? new LinearAxis { Minimum = 0 } : new LogarithmicAxis(),
                series.Peers.Select(peer => (peer.Peer, peer.Variants.Zip(
                    series.Series.Variants,
                    (measured, variant) => new DataPoint(variant.Count, isThroughput ? 1_000 / measured.Nanoseconds.Median : measured.Nanoseconds.Median)))),
                Path.Combine(folder, $"{series.Series.Name}.svg"));
        }

        foreach (MemoryResult memory in result.Memory.Where(static memory => memory.IsOverTime))
        {
            LineChart.Save(
                $"{memory.Row.Name}: MiB on the heap by seconds of quiet, less is better",
                new LinearAxis { Title = "s", Minimum = 0 },
                new LinearAxis { Minimum = 0 },
                memory.Peers.Select(static peer =>
                    (peer.Peer, peer.Samples.Select(static sample => new DataPoint(sample.Seconds, Math.Max(0, sample.HeapBytes) / Mebibyte)))),
                Path.Combine(folder, $"memory-{memory.Row.Name}.svg"));
        }
    }
}

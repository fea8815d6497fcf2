using OxyPlot;
using OxyPlot.Axes;
using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The plots of the suite's report.</summary>
internal static class SuitePlots
{
    private const double Mebibyte = 1 << 20;

    public static void Save(IEnumerable<RowResult> rows, IEnumerable<SeriesResult> series, IEnumerable<ProcessResult> memory, DirectoryInfo folder)
    {
        // Plots of rows that no longer exist would stay there for ever.
        Array.ForEach(folder.GetFiles("*.svg"), static old => old.Delete());
        foreach (RowResult row in rows.Where(static row => row.Workload.MeasuresPool))
        {
            Plot.SaveBars(row, FileOf(row.Workload.Name));
        }

        foreach (SeriesResult result in series)
        {
            Save(result, FileOf(result.Series.Name));
        }

        foreach (ProcessResult result in memory.Where(static result => result.IsOverTime))
        {
            Plot.SaveLines(
                $"{result.Row.Name}: MiB on the heap by seconds of quiet, less is better",
                new LinearAxis { Title = "s", Minimum = 0 },
                new LinearAxis { Minimum = 0 },
                result.Peers.Select(static peer =>
                    (peer.Peer, peer.Samples.Select(static sample => new DataPoint(sample.Seconds, Math.Max(0, sample.HeapBytes) / Mebibyte)))),
                FileOf($"memory-{result.Row.Name}"));
        }

        string FileOf(string name) => Path.Combine(folder.FullName, $"{name}.svg");
    }

    private static void Save(SeriesResult result, string file)
    {
        WorkloadSeries series = result.Series;
        bool isThroughput = series.Name == "threads";
        Plot.SaveLines(
            isThroughput ? "throughput by threads: operations per microsecond, more is better" : $"ns per operation by {series.Unit}, less is better",
            new LogarithmicAxis { Title = series.Unit, Base = isThroughput ? 2 : 10 },
            isThroughput ? new LinearAxis { Minimum = 0 } : new LogarithmicAxis(),
            result.Peers.Select(peer => (peer.Peer, series.Counts.Zip(peer.Variants, (count, measured) =>
                new DataPoint(count, isThroughput ? 1_000 / measured.Nanoseconds.Median : measured.Nanoseconds.Median)))),
            file);
    }
}

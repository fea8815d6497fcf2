using Tidepool.Benchmarks.Processes;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables after those of time and allocation; some have a command of their own, too.</summary>
internal static class SuiteTables
{
    private const int RoundsOfOneTable = 15;
    private const double Mebibyte = 1 << 20;

    private static readonly string[] s_rowsOfModes = ["pair", "using", "nested-16", "mixed", "handoff-256"];

    private static readonly (string Label, double Percentile)[] s_percentiles =
        [("median", 50), ("99 %", 99), ("99.9 %", 99.9), ("99.99 %", 99.99), ("slowest", 100)];

    public static Task AdaptersAsync(Workbench bench, bool quick) => Show(bench, quick, Adapters);

    public static Task ModesAsync(Workbench bench, bool quick) => Show(bench, quick, Modes);

    public static Task TailsAsync(Workbench bench, bool quick) =>
        Show(bench, quick, static (text, measurement) => Tails(text, measurement.Measure(WorkloadCatalog.Tails, PeerCatalog.All)));

    /// <summary>What the pool costs behind the interfaces of other types, beside those types.</summary>
    public static Markdown Adapters(Markdown text, RowMeasurement measurement)
    {
        return text.Section("What the adapters cost", "Nanoseconds and managed bytes per operation; the ratio is the median of the rounds'.").Table(
            ["row", "operation", "adapter", ">ns", ">bytes", "instead of", ">ns", ">bytes", ">ratio"],
            RowTargets.Adapters.Select(adapter => adapter.Measure(measurement)).Select(static result => (string[])
            [
                result.Target.Row,
                result.Target.Description,
                .. Cells(result.Subject),
                .. Cells(result.Rival),
                Figures.Marked(result.Subject, result.Rival),
            ]));

        static string[] Cells(PeerResult peer) => [peer.Peer, Figures.Nanoseconds(peer.Nanoseconds.Median), Figures.Bytes(peer.AllocatedBytes)];
    }

    /// <summary>What the pool costs in its other modes, as ratios to the standard one.</summary>
    public static Markdown Modes(Markdown text, RowMeasurement measurement)
    {
        Peer[] others = [.. PeerCatalog.Modes.Skip(1)];
        return text.Section(
            "What the modes cost",
            "Nanoseconds per operation of the standard mode, and of each other mode how many times as many: median of the rounds' ratios.").Table(
            ["row", ">standard, ns", .. others.Select(static mode => $">{mode.Name}")],
            s_rowsOfModes.Select(name => measurement.Measure(WorkloadCatalog.Find(name), PeerCatalog.Modes)).Select(row => (string[])
            [
                row.Workload.Name,
                Figures.Nanoseconds(row.Peers[0].Nanoseconds.Median),
                .. others.Select(mode => row.Find(mode) is { } result ? Figures.Ratio(result.RoundRatiosTo(row.Peers[0]).Median) : Figures.Missing),
            ]));
    }

    /// <summary>Single operations, down to the slowest.</summary>
    public static Markdown Tails(Markdown text, RowResult row) => text.Section(
        "Tails",
        row.Workload.Description
        + ". Nanoseconds that this share of operations didn't exceed, two clock reads included; the share of the time that the collector paused the process; "
        + "its collections of generation 0/1/2. The slowest are mostly those that the scheduler interrupted.").Table(
        ["peer", .. s_percentiles.Select(static column => $">{column.Label}"), ">paused", ">collections"],
        row.Peers.Select(static peer => (string[])
        [
            peer.Peer,
            .. s_percentiles.Select(column => Figures.Nanoseconds(peer.Percentile(column.Percentile))),
            (peer.Sum.Paused / peer.Sum.Elapsed).ToString("0.0 %", CultureInfo.InvariantCulture),
            peer.Sum.Collections,
        ]));

    /// <summary>Rows measured against themselves.</summary>
    public static void Series(Markdown text, IReadOnlyList<SeriesResult> results, string plots)
    {
        text.Section("With ever more of something", "Nanoseconds per operation, and in parentheses the ratio to the first column.");
        foreach (SeriesResult result in results)
        {
            WorkloadSeries series = result.Series;
            text.Subsection(series.Name, series.Description).Paragraph($"![{series.Name}]({plots}/{series.Name}.svg)").Table(
                ["peer", .. series.Counts.Select(static count => $">{Figures.Count(count)}")],
                result.Peers.Select(static peer => peer.Variants
                    .Select(variant => $"{Figures.Nanoseconds(variant.Nanoseconds.Median)} ({Figures.Ratio(variant.RoundRatiosTo(peer.Variants[0]).Median)})")
                    .Prepend(peer.Peer)));
        }
    }

    /// <summary>Bytes held over time.</summary>
    public static Markdown Memory(Markdown text, IReadOnlyList<ProcessResult> results, string plots)
    {
        text.Section(
            "Memory",
            "MiB on the managed heap, less what was there before the pool was made (in brackets: what the pool itself says it holds; then the process's "
            + "working set), by seconds of quiet. Each peer in a process of its own; MemoryPool.Shared, DotNext and the toolkit's owners hold what "
            + "ArrayPool.Shared holds. Collections come as they do unless a row says otherwise: an idle process may have none.");
        foreach (ProcessResult result in results)
        {
            text.Subsection(result.Row.Name, result.Row.Description);
            if (!result.IsOverTime)
            {
                text.Table(
                    ["peer", ">MiB asked", ">MiB held", ">(held − asked) / asked"],
                    result.Peers.Select(static peer => Overhead(peer.Peer, peer.Samples[^1])));
                continue;
            }

            IReadOnlyList<Sample> first = result.Peers[0].Samples;
            text.Paragraph($"![{result.Row.Name}]({plots}/memory-{result.Row.Name}.svg)").Table(
                ["peer", .. first.Select(static sample => $">{sample.Seconds:0.#} s")],
                result.Peers.Select(static peer => peer.Samples.Select(Cell).Prepend(peer.Peer)));
            if (first.Any(static sample => sample.Distinct is not null))
            {
                text.Paragraph("buffers: how many different ones the last 1,000 rents touched.");
            }
        }

        return text;
    }

    private static Task Show(Workbench bench, bool quick, Func<Markdown, RowMeasurement, Markdown> append)
    {
        RowMeasurement measurement = new(MeasurementPlan.Short(quick, RoundsOfOneTable), bench.Time);
        bench.Show(text => append(text, measurement));
        return Task.CompletedTask;
    }

    private static string Cell(Sample sample) =>
        Mebibytes(sample.HeapBytes)
        + (sample.PoolBytes is { } held ? $" [{Mebibytes(held)}]" : string.Empty)
        + $"; {Mebibytes(sample.WorkingSetBytes)}"
        + (sample.Distinct is { } distinct ? $"; {Figures.Count(distinct)} buffers" : string.Empty);

    private static string[] Overhead(string peer, Sample sample)
    {
        double asked = sample.AskedBytes ?? 0;
        return [peer, Mebibytes(asked), Mebibytes(sample.HeapBytes), ((sample.HeapBytes - asked) / asked).ToString("0.00", CultureInfo.InvariantCulture)];
    }

    private static string Mebibytes(double bytes) => (bytes / Mebibyte).ToString("#,0.0", CultureInfo.InvariantCulture);
}

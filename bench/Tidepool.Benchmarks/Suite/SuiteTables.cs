using Tidepool.Benchmarks.Tails;
using Tidepool.Benchmarks.Targets;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The smaller tables.</summary>
internal static class SuiteTables
{
    private static readonly (string Label, double Percentile)[] s_percentiles =
        [("median", 50), ("99 %", 99), ("99.9 %", 99.9), ("99.99 %", 99.99), ("slowest", 100)];

    /// <summary>What the pool costs behind the interfaces of other types, beside those types.</summary>
    public static void Adapters(Markdown text, IReadOnlyList<ComparisonResult> results)
    {
        text.Section("What the adapters cost", "Nanoseconds and managed bytes per operation; the ratio is the median of the rounds'.").Table(
            ["row", "operation", "adapter", ">ns", ">bytes", "instead of", ">ns", ">bytes", ">ratio"],
            results.Select(static result => (IEnumerable<string>)
            [
                result.Comparison.Name,
                result.Comparison.Description,
                .. Cells(result.Subject),
                .. Cells(result.Rival),
                Figures.Marked(result.Subject, result.Rival),
            ]));

        static string[] Cells(PeerResult peer) => [peer.Peer, Figures.Nanoseconds(peer.Nanoseconds.Median), Figures.Bytes(peer.AllocatedBytes)];
    }

    /// <summary>What the pool costs in its other modes, as ratios to the standard one.</summary>
    public static void Modes(Markdown text, IReadOnlyList<RowResult> rows)
    {
        Peer[] others = [.. PeerCatalog.Modes.Skip(1)];
        text.Section(
            "What the modes cost",
            "Nanoseconds per operation of the standard mode, and of each other mode how many times as many: median of the rounds' ratios.").Table(
            ["row", ">standard, ns", .. others.Select(static mode => $">{mode.Name}")],
            rows.Select(row => (IEnumerable<string>)
            [
                row.Workload.Name,
                Figures.Nanoseconds(row.Peers[0].Nanoseconds.Median),
                .. others.Select(mode => row.Find(mode) is { } result ? Figures.Ratio(result.RoundRatiosTo(row.Peers[0]).Median) : Figures.Missing),
            ]));
    }

    /// <summary>Single operations, down to the slowest.</summary>
    public static void Tails(Markdown text, IReadOnlyList<TailResult> results) => text.Section(
        "Tails",
        WorkloadCatalog.Tails.Description
        + ". Nanoseconds that this share of operations didn't exceed, two clock reads included; the share of the time that the collector paused the process; "
        + "its collections of generation 0/1/2. The slowest are mostly those that the scheduler interrupted.").Table(
        ["peer", .. s_percentiles.Select(static column => $">{column.Label}"), ">paused", ">collections"],
        results.Select(static result => (IEnumerable<string>)
        [
            result.Peer,
            .. s_percentiles.Select(column => Figures.Nanoseconds(result.Nanoseconds(column.Percentile))),
            (result.Sum.Paused / result.Sum.Elapsed).ToString("0.0 %", CultureInfo.InvariantCulture),
            result.Sum.Collections.ToString(),
        ]));

    /// <summary>Rows measured against themselves.</summary>
    public static void Series(Markdown text, IReadOnlyList<SeriesResult> results, string plots)
    {
        text.Section("With ever more of something", "Nanoseconds per operation, and in parentheses the ratio to the first column.");
        foreach (SeriesResult result in results)
        {
            WorkloadSeries series = result.Series;
            text.Subsection(series.Name, series.Description).Paragraph($"![{series.Name}]({plots}/{series.Name}.svg)").Table(
                ["peer", .. series.Variants.Select(static variant => $">{Figures.Count(variant.Count)}")],
                result.Peers.Select(static peer => peer.Variants
                    .Select(variant => $"{Figures.Nanoseconds(variant.Nanoseconds.Median)} ({Figures.Ratio(variant.RoundRatiosTo(peer.Variants[0]).Median)})")
                    .Prepend(peer.Peer)));
        }
    }
}

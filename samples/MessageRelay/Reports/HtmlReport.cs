using System.Globalization;
using System.Net;
using System.Text;
using MessageRelay.Memory;
using MessageRelay.Run;
using OxyPlot;
using OxyPlot.Axes;

namespace MessageRelay.Reports;

/// <summary>The report as one self-contained page: light or dark as the reader prefers, on wide screens and narrow ones.</summary>
internal static class HtmlReport
{
    public static string DefaultPath { get; } = Path.Combine("artifacts", "message-relay.html");

    private const string Style = """
        :root { color-scheme: light dark; }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; padding: 1rem; max-width: 60rem;
               color: light-dark(#1b1f24, #e4e7ea); background: light-dark(#ffffff, #14171a); }
        h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid light-dark(#d5dadf, #353b41); }
        th:first-child, td:first-child { text-align: left; }
        .plots { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
        figure { margin: 0; } figcaption { font-weight: 600; } svg { width: 100%; height: auto; display: block; }
        .swatch { display: inline-block; width: .8em; height: .8em; border-radius: .15em; margin-right: .35em; }
        .key span { margin-right: 1.2em; white-space: nowrap; }
        .verdict { padding: .5rem .8rem; border-left: .3rem solid #149a80; background: light-dark(#eef7f5, #17261f); }
        .verdict.bad { border-color: #c0392b; background: light-dark(#fbeeec, #2c1917); }
        """;

    public static string Render(RelayReport report)
    {
        StringBuilder page = new();
        page.Append(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Message relay: kinds of buffer memory compared</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>One message relay on {report.Summaries.Count} kinds of buffer memory</h1>

            """);
        AppendVerdict(page, report);
        AppendResults(page, report);
        AppendRatios(page, report);
        AppendPlots(page, report);
        AppendBuckets(page, report);
        page.AppendLine("<h2>What was measured, and how</h2>").AppendLine("<ul>");
        foreach (string note in Notes.Of(report))
        {
            page.Append("<li>").Append(WebUtility.HtmlEncode(note)).AppendLine("</li>");
        }

        page.AppendLine("</ul>");
        page.AppendLine(CultureInfo.InvariantCulture, $"<p>Finished {report.Finished:yyyy-MM-dd HH:mm} UTC.</p>");
        return page.AppendLine("</body>").AppendLine("</html>").ToString();
    }

    private static void AppendVerdict(StringBuilder page, RelayReport report)
    {
        page.Append(report.Defects.Count == 0 ? "<p class=\"verdict\">" : "<p class=\"verdict bad\">").Append(WebUtility.HtmlEncode(Notes.Verdict(report)));
        foreach (string defect in report.Defects)
        {
            page.Append("<br>").Append(WebUtility.HtmlEncode(defect));
        }

        page.AppendLine("</p>");
    }

    private static void AppendResults(StringBuilder page, RelayReport report) =>
        AppendTable(
            page,
            ["Median of rounds", .. report.Summaries.Select(s => s.Kind.DisplayName())],
            Measures.Rows.Select(row => (IEnumerable<string>)[row.Title.Trim(), .. report.Summaries.Select(row.Value)]));

    private static void AppendRatios(StringBuilder page, RelayReport report)
    {
        if (report.Ratios.Count > 0)
        {
            page.Append("<p>").Append(WebUtility.HtmlEncode(Notes.RatiosTitle));
            foreach (string line in Notes.Ratios(report))
            {
                page.Append("<br>").Append(WebUtility.HtmlEncode(line));
            }

            page.AppendLine("</p>");
        }
    }

    private static void AppendPlots(StringBuilder page, RelayReport report)
    {
        page.AppendLine("<h2>Plots</h2>").Append("<p class=\"key\">");
        foreach (KindSummary summary in report.Summaries)
        {
            OxyColor color = Plot.ColorOf(summary.Kind);
            page.Append(
                CultureInfo.InvariantCulture,
                $"<span><i class=\"swatch\" style=\"background:#{color.R:x2}{color.G:x2}{color.B:x2}\"></i>"
                    + $"{WebUtility.HtmlEncode(summary.Kind.DisplayName())}</span> ");
        }

        page.AppendLine("</p>").AppendLine("<div class=\"plots\">");
        IReadOnlyList<KindSummary> all = report.Summaries;
        page.AppendLine(Plot.Bars("Messages per second", all, s => s.MessagesPerSecond, "{0:N0}"));
        page.AppendLine(Plot.Bars("Bytes allocated per message", all, s => s.AllocatedPerMessage, "{0:N0} B"));
        page.AppendLine(Plot.Bars("Collections, all generations", all, s => s.Gen0 + s.Gen1 + s.Gen2, "{0:N0}"));
        page.AppendLine(Plot.Bars("GC pause, total", all, s => s.TotalPauseMilliseconds, "{0:N1} ms"));
        page.AppendLine(Plot.Bars("GC pause, longest", all, s => s.LongestPauseMilliseconds, "{0:N1} ms"));
        page.AppendLine(Plot.Bars("Latency, p99.9", all, s => s.LatencyAt(99.9), "{0:N1} ms"));
        page.AppendLine(Plot.Bars("CPU per message", all, s => s.CpuMicrosecondsPerMessage, "{0:N1} µs"));
        page.AppendLine(Plot.Bars("Peak working set", all, s => s.PeakWorkingSet / (1024 * 1024), "{0:N0} MiB"));
        page.AppendLine(LatencyPlot(report));
        page.AppendLine(ThroughputPlot(report));
        page.AppendLine("</div>");
    }

    private static string LatencyPlot(RelayReport report)
    {
        // The maximum doesn't fit on this axis; it is in the table.
        int[] shown = [.. Enumerable.Range(0, report.Percentiles.Count).Where(i => report.Percentiles[i] is >= 10 and < 100)];
        LinearAxis nines = new()
        {
            Title = "percentile",
            Minimum = 0,
            MajorStep = 1,
            LabelFormatter = n => n == 0 ? "0" : string.Create(CultureInfo.InvariantCulture, $"{100 * (1 - Math.Pow(10, -n)):0.####}"),
        };
        return Plot.Lines(
            "Latency by percentile, ms",
            nines,
            new LogarithmicAxis(),
            report.Summaries.Select(s => (
                s.Kind, shown.Select(i => new DataPoint(-Math.Log10(1 - (report.Percentiles[i] / 100)), Math.Max(s.Latencies[i], 0.001))))));
    }

    private static string ThroughputPlot(RelayReport report)
    {
        int last = report.Settings.Rounds;
        return Plot.Lines(
            $"Messages per second over round {last}",
            new LinearAxis { Title = "seconds, warm-up included", Minimum = 0 },
            new LinearAxis { Minimum = 0, StringFormat = "#,0" },
            report.Rounds.Where(round => round.Round == last)
                .Select(round => (round.Kind, round.Throughput.Select(point => new DataPoint(point.Seconds, point.MessagesPerSecond)))));
    }

    private static void AppendBuckets(StringBuilder page, RelayReport report)
    {
        foreach (RoundResult last in report.Rounds.Where(r => r.Ending.Buckets.Count > 0).GroupBy(r => r.Kind).Select(group => group.Last()))
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"<h2>{last.Kind.DisplayName()}’s statistics by bucket, round {last.Round}</h2>");
            IReadOnlyList<BucketRow> buckets = last.Ending.Buckets;
            AppendTable(page, BucketColumns.Titles, [.. buckets.Select(BucketColumns.Cells), BucketColumns.TotalCells(buckets)]);
        }
    }

    private static void AppendTable(StringBuilder page, IEnumerable<string> titles, IEnumerable<IEnumerable<string>> rows)
    {
        page.Append("<div class=\"wide\"><table><thead><tr>");
        foreach (string title in titles)
        {
            page.Append("<th>").Append(WebUtility.HtmlEncode(title)).Append("</th>");
        }

        page.AppendLine("</tr></thead><tbody>");
        foreach (IEnumerable<string> row in rows)
        {
            page.Append("<tr>");
            foreach (string cell in row)
            {
                page.Append("<td>").Append(WebUtility.HtmlEncode(cell)).Append("</td>");
            }

            page.AppendLine("</tr>");
        }

        page.AppendLine("</tbody></table></div>");
    }
}

using System.Globalization;
using System.Net;
using System.Text;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The report as one page that needs nothing from outside.</summary>
internal sealed class HtmlReport
{
    private readonly StringBuilder _page = new();

    private HtmlReport()
    {
    }

    internal static void Write(Judgement judgement, FileInfo? file, TimeProvider time)
    {
        if (file is not null)
        {
            ReportFile.Write(file, Page(judgement, time));
        }
    }

    internal static string Page(Judgement judgement, TimeProvider time)
    {
        HtmlReport report = new();
        report.Append(judgement, time);
        return report._page.ToString();
    }

    private void Append(Judgement judgement, TimeProvider time)
    {
        string names = string.Join(", ", judgement.Traces.Select(static trace => trace.Target));
        Line($"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Text(judgement.Verdict.Word)}: {Text(names)}</title>");
        Line($"<style>{Css()}</style></head><body>");
        Line($"<h1>tidepool doctor: {Text(names)}</h1>");
        Line($"<div class=\"verdict\"><b>{Text(judgement.Verdict.Word)}</b>{Text(judgement.Verdict.Sentence)}<br>{Text(Words.Why(judgement))}</div>");
        AppendFacts(judgement);
        if (judgement.Recommendation is { } advice)
        {
            Line($"<h2>What to do</h2><p>{Text(Words.Saving(advice))}</p><pre>{Text(advice.Code)}</pre><p>or, as configuration:</p><pre>{Text(advice.SectionText)}</pre>");
        }

        Line($"<h2>Pauses over time</h2>{Plots.Pauses(judgement.Traces)}");
        Table(["collections", "count", "pause, total", "pause, longest"], judgement.Pauses.Kinds.Select(static kind => (string[])
            [$"generation {kind.Generation}, {kind.Reason}", $"{kind.Count}", Words.Milliseconds(kind.Total), Words.Milliseconds(kind.Longest)]));
        if (judgement.Traces.Count > 1)
        {
            Line("<h2>By trace</h2>");
            Table(["trace", "seconds", "pauses", "paused", "p99", "allocated"], judgement.Traces.Select(static trace => (trace.Target, Summary: PauseSummary.Of([trace]))).Select(static row => (string[])
            [
                row.Target, row.Summary.Seconds.ToString("0", CultureInfo.InvariantCulture), $"{row.Summary.Count}", Words.Percent(row.Summary.Share),
                Words.Milliseconds(row.Summary.P99), Words.Rate(row.Summary.BytesPerSecond),
            ]));
        }

        if (judgement.Allocations is { } allocations)
        {
            AppendAllocations(allocations);
        }

        Line($"<footer>Written {time.GetUtcNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC. Intervals hold the truth in 95 of 100 cases. A saving is an upper bound.</footer></body></html>");
    }

    private void AppendFacts(Judgement judgement)
    {
        PauseSummary pauses = judgement.Pauses;
        (string Label, string Value)[] facts =
        [
            ("of the time paused", Words.Percent(pauses.Share)),
            ("pauses, 99th percentile", Words.Milliseconds(pauses.P99)),
            ("longest pause", Words.Milliseconds(pauses.Longest)),
            ("allocated", Words.Rate(pauses.BytesPerSecond)),
            .. judgement.Allocations is { } allocations ? [("of it byte arrays", Words.Percent(allocations.ByteArrays))] : Array.Empty<(string, string)>(),
        ];
        Line("<ul class=\"facts\">");
        foreach ((string label, string value) in facts)
        {
            Line($"<li><span>{Text(value)}</span>{Text(label)}</li>");
        }

        Line("</ul>");
    }

    private void AppendAllocations(AllocationSummary allocations)
    {
        Line("<h2>What is allocated</h2>");
        Table(["type", "of all bytes", "samples"], allocations.Types.Select(static type => (string[])[type.Type, Words.Percent(type.Share), $"{type.Share.Samples}"]));
        if (allocations.Histogram.Count > 0)
        {
            Line($"<h2>Byte arrays by size</h2>{Plots.Histogram(allocations.Histogram)}");
            Line($"<p>{Text(Words.Percent(allocations.Large))} of their bytes are on the large-object heap; {Text(Words.Percent(allocations.FromPools))} were made by a pool already.</p>");
            Line("<h2>Who allocates byte arrays</h2>");
            Sites("of their bytes", allocations.ByteArraySites);
        }

        if (allocations.OtherSites.Count > 0)
        {
            Line("<h2>Who allocates everything else</h2>");
            Sites("of all bytes", allocations.OtherSites);
        }
    }

    private void Sites(string ofWhat, IReadOnlyList<(CallSite Site, Share Share)> sites) =>
        Table(["method", ofWhat, "pool"], sites.Select(static site => (string[])[Words.Site(site.Site), Words.Percent(site.Share), site.Site.Pool ?? ""]));

    private void Table(string[] headings, IEnumerable<string[]> rows)
    {
        Line($"<div class=\"scroll\"><table><tr>{Cells("th", headings)}</tr>");
        foreach (string[] row in rows)
        {
            Line($"<tr>{Cells("td", row)}</tr>");
        }

        Line("</table></div>");
    }

    private static string Cells(string tag, string[] texts) => string.Concat(texts.Select(text => $"<{tag}>{Text(text)}</{tag}>"));

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Css()
    {
        using StreamReader reader = new(typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }

    private void Line(string html) => _page.Append(html).Append('\n');
}

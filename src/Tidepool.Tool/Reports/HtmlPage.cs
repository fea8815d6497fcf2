using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>Writes a page, element by element. All text is encoded.</summary>
internal sealed partial class HtmlPage
{
    /// <summary>Shown above what scrolls sideways, on narrow screens only.</summary>
    internal const string Sideways = "<p class=\"note sideways\">Swipe sideways to see all of it →</p>";

    private readonly StringBuilder _html = new();

    internal void Begin(string title) => Html($"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(title)}</title>
        <style>
        {Css()}</style></head><body>
        """);

    internal string End()
    {
        Html("</body></html>");
        return _html.ToString();
    }

    internal void Open(string tag, string kind) => Html($"<{tag}{Class(kind)}>");

    internal void Close(string tag) => Html($"</{tag}>");

    internal void Element(string tag, string kind, string text) => Html($"<{tag}{Class(kind)}>{Text(text)}</{tag}>");

    internal void ElementIfAny(string tag, string kind, string? text)
    {
        if (text is not null)
        {
            Element(tag, kind, text);
        }
    }

    /// <summary>Writes a figure, its name, and its limit.</summary>
    internal void Fact(string name, string value, string limit, bool isOver) =>
        Html($"<li{Class(isOver ? "over" : "")}><b>{Text(value)}</b>{Text(name)}<small>{Text(limit)}</small></li>");

    internal void Table(string[] headings, IEnumerable<string[]> rows)
    {
        Html($"<div class=\"scroll\"><table><tr>{Cells("th", headings)}</tr>");
        foreach (string[] row in rows)
        {
            Html($"<tr>{Cells("td", row)}</tr>");
        }

        Html("</table></div>");
    }

    /// <summary>Writes a table with shares drawn as bars, and a whisker for each interval.</summary>
    internal void Bars(string name, string ofWhat, IEnumerable<(string Name, string Value, Share Share)> rows)
    {
        Html($"<div class=\"scroll\"><table class=\"bars\"><tr>{Cells("th", [name, ofWhat, ""])}</tr>");
        foreach ((string label, string value, Share share) in rows)
        {
            string whisker = share.Error == 0 || share.IsOfTicks ? "" : $"<i style=\"left:{Css(share.Low)};width:{Css(share.High - share.Low)}\"></i>";
            Html($"<tr><td>{Breakable(label)}</td>{Cells("td", [value])}<td><div class=\"bar\"><div "
                + $"style=\"width:{Css(share.Value)}\"></div>{whisker}</div></td></tr>");
        }

        Html("</table></div>");
    }

    /// <summary>Writes a plot. On a narrow screen it scrolls sideways, and says so.</summary>
    internal void Plot(string svg) => Html($"{Sideways}<div class=\"plot\" tabindex=\"0\">{svg}</div>");

    /// <summary>Writes HTML as it is.</summary>
    internal void Html(string html) => _html.Append(html).Append('\n');

    private static string Css(double share) => share.ToString("0.##%", CultureInfo.InvariantCulture);

    private static string Class(string kind) => kind.Length == 0 ? "" : $" class=\"{kind}\"";

    private static string Cells(string tag, string[] texts) => string.Concat(texts.Select(text => $"<{tag}>{Text(text)}</{tag}>"));

    /// <summary>Lets long names of types and methods break after their dots.</summary>
    private static string Breakable(string text) => Text(text).Replace(".", ".<wbr>", StringComparison.Ordinal);

    /// <summary>Encodes text, and keeps numbers and their units on one line.</summary>
    private static string Text(string text) => WebUtility.HtmlEncode(Unit().Replace(text, "\u00a0$1"));

    [GeneratedRegex("(?<=[0-9]) (%|ms|s|B|KiB|MiB|GiB|kB/s|MB/s|GB/s)(?![A-Za-z])")]
    private static partial Regex Unit();

    private static string Css()
    {
        using StreamReader reader = new(typeof(HtmlPage).Assembly.GetManifestResourceStream("report.css")!);
        return reader.ReadToEnd();
    }
}

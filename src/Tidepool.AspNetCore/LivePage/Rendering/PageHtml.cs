using Tidepool.AspNetCore.LivePage.Snapshots;

namespace Tidepool.AspNetCore.LivePage.Rendering;

/// <summary>The page, complete with its numbers: it works without the script, which then updates them.</summary>
/// <remarks>
/// The structure of the page is defined only here. An element with <c>data-field</c> shows that member of its item's JSON;
/// one with <c>data-list</c> has an item for each entry, made from the template that it names; <c>data-item</c> marks items. The script knows these three,
/// the formats of numbers, and the charts.
/// </remarks>
internal sealed partial class PageHtml
{
    private readonly Markup _html = new();

    private PageHtml()
    {
    }

    /// <param name="snapshot">What it shows.</param>
    /// <param name="folder">The address of the page's files, relative to the page.</param>
    /// <param name="allowsTrim">Whether it has trim buttons.</param>
    internal static byte[] Render(PageSnapshot snapshot, string folder, bool allowsTrim)
    {
        PageHtml page = new();
        page.AddHead(snapshot, folder);
        page.AddHeader(snapshot, folder, allowsTrim);
        page.AddOverview(snapshot);
        page.AddPools(snapshot, allowsTrim);
        page.AddMisuse(snapshot);
        page.AddLegend();
        page.AddFooter(snapshot, allowsTrim);
        page.AddTemplates(allowsTrim);
        page._html.Add($"</body></html>\n");
        return page._html.ToUtf8();
    }

    private void AddHead(PageSnapshot snapshot, string folder)
    {
        _html.Add($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
            + $"<meta name=\"color-scheme\" content=\"light dark\">");
        _html.Add($"<title>Tidepool: {snapshot.Process.Application}</title>");
        _html.Add($"<link rel=\"icon\" href=\"{folder}icon.svg\"><link rel=\"stylesheet\" href=\"{folder}page.css\">"
            + $"<script src=\"{folder}page.js\" type=\"module\"></script></head>\n");
    }

    private void AddHeader(PageSnapshot snapshot, string folder, bool allowsTrim)
    {
        _html.Add($"<body data-item data-folder=\"{folder}\"><header><div class=\"title\"><img src=\"{folder}icon.svg\" alt=\"\" width=\"36\" height=\"36\">"
            + $"<h1>Tidepool</h1></div>\n");
        _html.Add($"<div class=\"controls\"><p id=\"state\" role=\"status\">Scripts are off: reload the page for new numbers.</p>");
        _html.Add($"<button type=\"button\" id=\"pause\" aria-pressed=\"false\" hidden title=\"Freezes the numbers, so that you can read or copy them.\">"
            + $"Pause</button>");
        if (allowsTrim)
        {
            _html.Add($"<button type=\"button\" data-trim=\"\" hidden title=\"Releases all idle buffers of all pools. Rented buffers are not affected.\">"
                + $"Trim all pools</button>");
        }

        _html.Add($"</div>\n<p id=\"result\" role=\"status\"></p><p class=\"process\" data-item=\"process\"><b data-field=\"application\">"
            + $"{snapshot.Process.Application}</b>, process <span data-field=\"id\">{snapshot.Process.Id}</span>");
        _html.Add($" on <span data-field=\"machine\">{snapshot.Process.Machine}</span>: ");
        foreach (Figure<ProcessSnapshot> figure in Figures.Process)
        {
            _html.Add($"<span class=\"fact\" title=\"{figure.Meaning}\">{figure.Heading} ");
            AddValue("b", figure, snapshot.Process);
            _html.Add($"</span>");
        }

        _html.Add($"</p></header>\n");
    }

    private void AddOverview(PageSnapshot snapshot)
    {
        _html.Add($"<main><section class=\"verdict\" aria-label=\"What needs attention\">");
        AddList("ul", "findings", "finding", "", snapshot.Findings, AddFinding);
        _html.Add($"<p class=\"when-empty\"><b>Nothing stands out.</b> No caller is waiting for a budget, no budget has refused a rent or is nearly used up, "
            + $"and no lease has been found dropped.</p></section>\n");
        _html.Add($"<section class=\"tiles\" data-item=\"totals\" aria-label=\"All pools together\">");
        foreach (Figure<TotalsSnapshot>[] tile in Figures.Tiles)
        {
            _html.Add($"<dl><dt title=\"{tile[0].Meaning}\">{tile[0].Heading}</dt>");
            AddValue("dd", tile[0], snapshot.Totals);
            foreach (Figure<TotalsSnapshot> figure in tile.Skip(1))
            {
                _html.Add($"<div title=\"{figure.Meaning}\"><dt>{figure.Heading}</dt>");
                AddValue("dd", figure, snapshot.Totals);
                _html.Add($"</div>");
            }

            _html.Add($"</dl>");
        }

        _html.Add($"</section>\n<figure class=\"card\"><figcaption><h2>Bytes over time</h2>");
        AddChartLegend();
        _html.Add($"</figcaption><svg class=\"chart large\" data-chart=\"all\" role=\"img\" aria-label=\"Bytes held and rented by all pools over the last "
            + $"minutes. The current values are above.\"></svg></figure>\n");
    }

    private void AddChartLegend() =>
        _html.Add($"<ul class=\"key\"><li class=\"rented\" title=\"Bytes in rented buffers.\">rented</li>"
            + $"<li class=\"idle\" title=\"Bytes in buffers that are ready to be rented. Rented and idle together are what the pools hold.\">idle</li></ul>");

    private void AddMisuse(PageSnapshot snapshot)
    {
        _html.Add($"<section><h2>Reports of misuse and leaks</h2>");
        AddList("ol", "misuse", "misuse", "id", snapshot.Misuse, AddMisuse);
        _html.Add($"<p class=\"when-empty\">None since the page was mapped. A leaked lease whose rent was recorded is reported with its call site once the "
            + $"garbage collector finds it.</p></section>\n");
    }

    private void AddFinding(string finding) => _html.Add($"<li data-item data-field=\"\">{finding}</li>");

    private void AddMisuse(MisuseSnapshot misuse)
    {
        _html.Add($"<li data-item data-key=\"{misuse.Id}\"><details><summary><time data-field=\"at\" data-form=\"time\">{Words.Time(misuse.At)}</time>"
            + $" <span data-field=\"summary\">{misuse.Summary}</span></summary>");
        _html.Add($"<pre tabindex=\"0\" data-field=\"details\">{misuse.Details}</pre></details></li>");
    }

    private void AddLegend()
    {
        _html.Add($"<details class=\"legend\"><summary>What the numbers mean</summary>");
        AddMeanings("All pools together", Figures.Tiles.SelectMany(static tile => tile));
        AddMeanings("Process", Figures.Process);
        AddMeanings("Each pool", Figures.PoolRow.Concat(Figures.PoolFacts));
        AddMeanings("Each size", Figures.Bucket);
        AddMeanings("Leases that are out", Figures.Lease);
        _html.Add($"</details></main>\n");
    }

    private void AddMeanings<T>(string heading, IEnumerable<Figure<T>> figures)
    {
        _html.Add($"<h3>{heading}</h3><dl>");
        foreach (Figure<T> figure in figures)
        {
            _html.Add($"<dt>{figure.Heading}</dt><dd>{figure.Meaning}</dd>");
        }

        _html.Add($"</dl>");
    }

    private void AddFooter(PageSnapshot snapshot, bool allowsTrim)
    {
        _html.Add($"<footer>As of <time data-field=\"takenAt\" data-form=\"time\">{Words.Time(snapshot.TakenAt)}</time>. This address also serves <code>"
            + $"application/json</code> and <code>text/event-stream</code>.");
        _html.Add($" {(allowsTrim ? "" : "Trimming is off: see TidepoolPageOptions.AllowTrim.")}</footer>\n");
    }

    /// <summary>Adds an element that shows a number.</summary>
    private void AddValue<T>(string tag, Figure<T> figure, T item)
    {
        double? value = figure.Of(item);
        bool isBytes = figure.Form == Form.Bytes && value is not null;
        _html.Add($"<{tag} data-field=\"{figure.Field}\" data-form=\"{figure.Form.Name}\"");
        if (isBytes)
        {
            _html.Add($" title=\"{Words.Count(value)} bytes\"");
        }

        if (figure.AlarmAbove is { } limit)
        {
            _html.Add($" data-alarm-above=\"{FormattableString.Invariant($"{limit}")}\"");
            if (value > limit)
            {
                _html.Add($" data-alarm");
            }
        }

        _html.Add($">{figure.Form.Write(value)}</{tag}>");
    }
}

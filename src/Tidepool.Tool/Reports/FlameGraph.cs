using System.Globalization;
using System.Net;
using System.Text;
using Tidepool.Tool.Advice;

namespace Tidepool.Tool.Reports;

/// <summary>Draws the tree of stacks: each method above those it calls, as wide as its share of the allocated bytes. It can be searched, and navigated with the
/// keyboard.</summary>
internal static class FlameGraph
{
    private const int Width = 960;
    private const int RowHeight = 20;
    private const double LetterWidth = 6.6;
    private const int Margin = 4;

    internal static string Html(StackNode root)
    {
        StringBuilder html = new();
        html.Append("""
            <p class="flame-tools"><label>Search
            <input type="search" id="flame-search" autocomplete="off" spellcheck="false" placeholder="part of a method or type"></label>
            <button type="button" id="flame-reset">Show all</button> <output id="flame-said" aria-live="polite"></output></p>

            """);
        html.Append(CultureInfo.InvariantCulture, $"{HtmlPage.Sideways}<div class=\"flame-box\">"
            + $"<svg id=\"flame\" viewBox=\"0 0 {Width} {(root.Depth * RowHeight) + 2}\" role=\"tree\" aria-label=\"Where memory is allocated\">\n");
        Append(html, root, 0, 0);
        html.Append("</svg></div>\n<script>\n").Append(Script()).Append("</script>\n");
        return html.ToString();
    }

    private static void Append(StringBuilder html, StackNode node, double begin, int depth)
    {
        string name = WebUtility.HtmlEncode(node.Name);
        string said = $"{name}: {Words.Percent(node.Share)} of all bytes, {Words.Number(node.Samples)} samples";
        double width = Math.Max(0, (node.Share * Width) - 1);
        int letters = (int)((width - (2 * Margin)) / LetterWidth);
        string shown = letters < 3 ? "" : node.Name.Length <= letters ? name : WebUtility.HtmlEncode(node.Name[..(letters - 1)]) + "…";
        html.Append(
            CultureInfo.InvariantCulture,
            $"<g class=\"{Kind(node, depth)}\" role=\"treeitem\" tabindex=\"{(depth == 0 ? 0 : -1)}\" aria-level=\"{depth + 1}\" aria-label=\"{said}\" "
                + $"data-x=\"{begin:0.#####}\" data-w=\"{node.Share:0.#####}\" data-d=\"{depth}\" data-n=\"{name}\">"
            + $"<title>{said}</title><rect x=\"{begin * Width:0.##}\" y=\"{depth * RowHeight}\" width=\"{width:0.##}\" height=\"{RowHeight - 1}\"/><text "
                + $"x=\"{(begin * Width) + Margin:0.##}\" y=\"{(depth * RowHeight) + 14}\">{shown}</text></g>\n");
        foreach (StackNode child in node.Children)
        {
            Append(html, child, begin, depth + 1);
            begin += child.Share;
        }
    }

    private static string Kind(StackNode node, int depth) => node.IsType ? (node.Name == "System.Byte[]" ? "arrays" : "type")
        : depth == 0 || node.Name.StartsWith("System.", StringComparison.Ordinal) || node.Name.StartsWith("Microsoft.", StringComparison.Ordinal) ? "library"
            : "own";

    private static string Script()
    {
        using StreamReader reader = new(typeof(FlameGraph).Assembly.GetManifestResourceStream("flame.js")!);
        return reader.ReadToEnd();
    }
}

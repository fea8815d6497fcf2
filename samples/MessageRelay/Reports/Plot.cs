using System.Globalization;
using System.Net;
using MessageRelay.Memory;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MessageRelay.Reports;

/// <summary>Draws the page's plots as SVG that takes the colour of the surrounding text and the width available to it.</summary>
internal static class Plot
{
    private const double Width = 440;

    // Stands for "the colour of the text" until the drawing is done; no plot uses this colour for itself.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(1, 2, 3);
    private const string Ink = "rgb(1,2,3)";

    // A font whose widths the library knows; the page's own is about as wide.
    private const string MeasuredFont = "Arial";

    private static readonly OxyColor s_faintInk = OxyColor.FromAColor(48, s_ink);

    /// <summary>One bar per kind of memory, each with its value.</summary>
    public static string Bars(string title, IReadOnlyList<KindSummary> summaries, Func<KindSummary, double> value, string format)
    {
        PlotModel model = CreateModel();
        model.Padding = new OxyThickness(40, 0, 20, 0);

        // A category axis counts from the bottom up.
        KindSummary[] upwards = [.. summaries.Reverse()];
        model.Axes.Add(Styled(new CategoryAxis
        {
            Position = AxisPosition.Left,
            ItemsSource = upwards.Select(s => s.Kind.DisplayName()).ToArray(),
            GapWidth = 0.4,
            MajorTickSize = 0,
        }));
        double most = Math.Max(summaries.Max(value), 1e-9);
        model.Axes.Add(Styled(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, Maximum = most * 1.45, IsAxisVisible = false }));

        BarSeries bars = new()
        {
            LabelPlacement = LabelPlacement.Outside,
            LabelMargin = 20,
            LabelFormatString = format,
            TextColor = s_ink,
            StrokeThickness = 0,
        };
        foreach (KindSummary summary in upwards)
        {
            // The label of a bar without any length would be put on its other side, outside the plot.
            bars.Items.Add(new BarItem(Math.Max(value(summary), most * 1e-6)) { Color = ColorOf(summary.Kind) });
        }

        model.Series.Add(bars);
        return Draw(model, title, 44 + (34 * summaries.Count));
    }

    /// <summary>A line per kind of memory.</summary>
    public static string Lines(string title, Axis x, Axis y, IEnumerable<(MemoryKind Kind, IEnumerable<DataPoint> Points)> lines)
    {
        PlotModel model = CreateModel();
        x.Position = AxisPosition.Bottom;
        y.Position = AxisPosition.Left;
        y.MajorGridlineStyle = LineStyle.Solid;
        model.Axes.Add(Styled(x));
        model.Axes.Add(Styled(y));
        foreach ((MemoryKind kind, IEnumerable<DataPoint> points) in lines)
        {
            LineSeries line = new() { Color = ColorOf(kind), StrokeThickness = 2 };
            line.Points.AddRange(points);
            model.Series.Add(line);
        }

        return Draw(model, title, 260);
    }

    /// <summary>A kind's colour, dark enough for a light page and light enough for a dark one.</summary>
    public static OxyColor ColorOf(MemoryKind kind) => kind switch
    {
        MemoryKind.NewArray => OxyColor.FromRgb(0xC9, 0x6A, 0x1B),
        MemoryKind.ArrayPool => OxyColor.FromRgb(0x4A, 0x83, 0xD4),
        MemoryKind.Tidepool => OxyColor.FromRgb(0x14, 0x9A, 0x80),
        MemoryKind.Control => OxyColor.FromRgb(0x93, 0x66, 0xC4),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of memory."),
    };

    private static PlotModel CreateModel() => new()
    {
        Background = OxyColors.Undefined,
        PlotAreaBorderColor = OxyColors.Transparent,
        TextColor = s_ink,
        DefaultFont = MeasuredFont,
        DefaultFontSize = 13,
        Padding = new OxyThickness(20, 8, 16, 0),
        Culture = CultureInfo.InvariantCulture,
    };

    private static Axis Styled(Axis axis)
    {
        axis.AxislineColor = s_ink;
        axis.TicklineColor = s_ink;
        axis.TextColor = s_ink;
        axis.TitleColor = s_ink;
        axis.MajorGridlineColor = s_faintInk;
        axis.MinorTickSize = 0;
        return axis;
    }

    private static string Draw(PlotModel model, string title, double height)
    {
        SvgExporter exporter = new() { Width = Width, Height = height, UseVerticalTextAlignmentWorkaround = true };
        string svg = exporter.ExportToString(model);

        // The element takes the size available to it instead of its own; ids must be unique within the page.
        string id = string.Concat(title.Where(char.IsAsciiLetter));
        string name = WebUtility.HtmlEncode(title);
        string body = svg[(svg.IndexOf('>', svg.IndexOf("<svg", StringComparison.Ordinal)) + 1)..]
            .Replace("id=\"clipPath", $"id=\"{id}", StringComparison.Ordinal)
            .Replace("url(#clipPath", $"url(#{id}", StringComparison.Ordinal)
            .Replace($"\"{MeasuredFont}\"", "\"system-ui, sans-serif\"", StringComparison.Ordinal)
            .Replace(Ink, "currentColor", StringComparison.Ordinal);
        string start = string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{name}\">");
        return $"<figure><figcaption>{name}</figcaption>{start}{body}</figure>";
    }
}

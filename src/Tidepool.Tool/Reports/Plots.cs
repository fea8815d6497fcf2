using System.Globalization;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The plots of the page, as SVG in the page's own colours, light or dark.</summary>
internal static partial class Plots
{
    private const int Width = 960;
    private const int Height = 300;
    private const int LineHeight = 200;
    private const int FullGeneration = 2;

    /// <summary>The height of a chart of pauses, relative to what it shows.</summary>
    private const double Headroom = 1.1;

    // Placeholders for the page's colours, replaced by their CSS names, which the plotting library doesn't support.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(1, 1, 1);
    private static readonly OxyColor s_faint = OxyColor.FromRgb(2, 2, 2);
    private static readonly OxyColor s_line = OxyColor.FromRgb(3, 3, 3);
    private static readonly OxyColor s_accent = OxyColor.FromRgb(4, 4, 4);
    private static readonly OxyColor s_young = OxyColor.FromRgb(5, 5, 5);
    private static readonly OxyColor s_warn = OxyColor.FromRgb(6, 6, 6);
    private static readonly string[] s_names = ["ink", "faint", "line", "accent", "young", "warn"];

    /// <summary>If the limit is more than this many times the longest pause, a chart that shows it would flatten the pauses.</summary>
    private const int FarAbove = 4;

    /// <summary>Whether a chart of the pauses should show the limit.</summary>
    internal static bool IsInSight(IReadOnlyList<Findings> traces, double limit) =>
        limit <= FarAbove * LongestOf(traces);

    /// <summary>A dot for each pause, in milliseconds over seconds, and the limit, if it is given.</summary>
    internal static string Pauses(IReadOnlyList<Findings> traces, double? limit)
    {
        PlotModel plot = NewPlot(marginLeft: 60);
        plot.Axes.Add(NewAxis(AxisPosition.Bottom));
        LinearAxis lengths = NewAxis(AxisPosition.Left);
        lengths.MaximumPadding = Headroom - 1;
        lengths.MajorGridlineStyle = LineStyle.Solid;
        plot.Axes.Add(lengths);
        AddPauses(s_young, static pause => pause.Generation < FullGeneration);
        AddPauses(s_accent, static pause => pause.Generation >= FullGeneration);
        if (limit is { } shown)
        {
            lengths.Maximum = Math.Max(shown, LongestOf(traces)) * Headroom;
            plot.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = shown, Color = s_warn, LineStyle = LineStyle.Dash,
                Layer = AnnotationLayer.BelowSeries });
        }

        return Svg(plot, Height);

        void AddPauses(OxyColor color, Func<Pause, bool> belongs)
        {
            ScatterSeries points = new() { MarkerType = MarkerType.Circle, MarkerSize = 2.5, MarkerFill = color };
            points.Points.AddRange(traces.SelectMany(static trace => trace.Pauses).Where(belongs)
                .Select(static pause => new ScatterPoint(pause.Start / 1_000, pause.Milliseconds)));
            plot.Series.Add(points);
        }
    }

    /// <summary>A line for each trace, in megabytes or megabytes per second, over seconds.</summary>
    internal static string Lines(IReadOnlyList<IReadOnlyList<(double Seconds, double Bytes)>> lines)
    {
        PlotModel plot = NewPlot(marginLeft: 60);
        plot.Axes.Add(NewAxis(AxisPosition.Bottom));
        LinearAxis bytes = NewAxis(AxisPosition.Left);
        bytes.MaximumPadding = 0.1;
        bytes.MajorGridlineStyle = LineStyle.Solid;
        plot.Axes.Add(bytes);
        foreach (IReadOnlyList<(double Seconds, double Bytes)> line in lines)
        {
            LineSeries series = new() { Color = s_accent, StrokeThickness = 1.5 };
            series.Points.AddRange(line.Select(static point => new DataPoint(point.Seconds, point.Bytes / 1_000_000)));
            plot.Series.Add(series);
        }

        return Svg(plot, LineHeight);
    }

    /// <summary>A bar for each size, with a whisker for its interval.</summary>
    internal static string Histogram(IReadOnlyList<AllocationSummary.Bucket> histogram)
    {
        PlotModel plot = NewPlot(marginLeft: 70);
        CategoryAxis sizes = new() { Position = AxisPosition.Left, Key = "size", TicklineColor = OxyColors.Transparent, AxislineColor = s_faint,
            StartPosition = 1, EndPosition = 0, GapWidth = 0.35 };
        sizes.Labels.AddRange(histogram.Select(static bucket => Words.Size(bucket.Limit)));
        plot.Axes.Add(sizes);
        LinearAxis shares = NewAxis(AxisPosition.Bottom);
        shares.Key = "share";
        shares.StringFormat = "0' %'";
        shares.MaximumPadding = 0.05;
        shares.MajorGridlineStyle = LineStyle.Solid;
        plot.Axes.Add(shares);
        BarSeries bars = new() { FillColor = s_accent, XAxisKey = "share", YAxisKey = "size" };
        bars.Items.AddRange(histogram.Select(static bucket => new BarItem(bucket.Share.Value * 100)));
        plot.Series.Add(bars);
        for (int index = 0; index < histogram.Count && !histogram[index].Share.IsOfTicks; index++)
        {
            LineSeries interval = new() { Color = s_ink, StrokeThickness = 2, XAxisKey = "share", YAxisKey = "size" };
            interval.Points.Add(new DataPoint(histogram[index].Share.Low * 100, index));
            interval.Points.Add(new DataPoint(histogram[index].Share.High * 100, index));
            plot.Series.Add(interval);
        }

        return Svg(plot, 50 + (26 * histogram.Count));
    }

    private static double LongestOf(IReadOnlyList<Findings> traces) =>
        traces.SelectMany(static trace => trace.Pauses).Max(static pause => pause.Milliseconds);

    private static PlotModel NewPlot(int marginLeft) => new()
    {
        Background = OxyColors.Undefined, PlotAreaBorderColor = OxyColors.Transparent, TextColor = s_faint,
            PlotMargins = new OxyThickness(marginLeft, double.NaN, 10, double.NaN),
    };

    private static LinearAxis NewAxis(AxisPosition position) => new()
    {
        Position = position, Minimum = 0, TicklineColor = s_faint, AxislineStyle = LineStyle.Solid, AxislineColor = s_faint, MinorTickSize = 0,
            MajorGridlineColor = s_line,
    };

    /// <summary>The plot as an inline SVG element that scales with the page.</summary>
    private static string Svg(PlotModel plot, int height)
    {
        string svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(plot);

        // Clipping paths get unique ids, since the page has several plots and ids are global to it.
        svg = ClipName().Replace(svg, $"clip{Guid.NewGuid():N}-");
        svg = FillAttribute().Replace(svg, "style=\"fill:$1\"");
        svg = Color().Replace(svg, static match => $"var(--{s_names[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1]})");
        svg = FontFamily().Replace(svg, "");
        return FixedSize().Replace(svg, $"<svg viewBox=\"0 0 {Width} {height}\" ", 1);
    }

    [GeneratedRegex("clipPath(?=[0-9])")]
    private static partial Regex ClipName();

    [GeneratedRegex(@"rgb\(([1-6]),\1,\1\)")]
    private static partial Regex Color();

    /// <summary>CSS variables work in styles only, so fill attributes become styles.</summary>
    [GeneratedRegex("fill=\"(rgb[^\"]*)\"")]
    private static partial Regex FillAttribute();

    [GeneratedRegex(" font-family=\"[^\"]*\"")]
    private static partial Regex FontFamily();

    [GeneratedRegex("<svg width=\"[^\"]*\" height=\"[^\"]*\" ")]
    private static partial Regex FixedSize();
}

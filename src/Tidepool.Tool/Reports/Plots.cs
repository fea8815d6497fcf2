using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using Tidepool.Tool.Advice;
using Tidepool.Tool.Analysis;

namespace Tidepool.Tool.Reports;

/// <summary>The plots of the page, as SVG that reads on a white ground and on a dark one.</summary>
internal static partial class Plots
{
    private const int Width = 860;
    private const int Height = 300;

    // Halfway between black and white to the eye.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(0x74, 0x7D, 0x88);
    private static readonly OxyColor s_accent = OxyColor.FromRgb(0x14, 0x9A, 0x80);

    internal static string Pauses(IReadOnlyList<Findings> traces)
    {
        PlotModel plot = NewPlot("s", "pause, ms");
        foreach (Findings trace in traces)
        {
            ScatterSeries points = new() { MarkerType = MarkerType.Circle, MarkerSize = 2.5, MarkerFill = OxyColor.FromAColor(150, s_accent) };
            points.Points.AddRange(trace.Pauses.Select(static pause => new ScatterPoint(pause.Start / 1_000, pause.Milliseconds)));
            plot.Series.Add(points);
        }

        return Svg(plot);
    }

    internal static string Histogram(IReadOnlyList<AllocationSummary.Bucket> histogram)
    {
        PlotModel plot = new() { Background = OxyColors.Undefined, PlotAreaBorderColor = OxyColors.Transparent, TextColor = s_ink };
        CategoryAxis sizes = new() { Position = AxisPosition.Left, Key = "size", TicklineColor = s_ink, AxislineColor = s_ink };
        sizes.Labels.AddRange(histogram.Select(static bucket => Words.Size(bucket.Limit)));
        plot.Axes.Add(sizes);
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Bottom, Key = "share", Minimum = 0, Title = "% of the byte arrays' bytes", TicklineColor = s_ink,
            MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColor.FromAColor(50, s_ink),
        });
        BarSeries bars = new() { FillColor = s_accent, XAxisKey = "share", YAxisKey = "size" };
        bars.Items.AddRange(histogram.Select(static bucket => new BarItem(bucket.Share.Value * 100)));
        plot.Series.Add(bars);
        for (int index = 0; index < histogram.Count; index++)
        {
            LineSeries interval = new() { Color = s_ink, StrokeThickness = 2, XAxisKey = "share", YAxisKey = "size" };
            interval.Points.Add(new DataPoint(histogram[index].Share.Low * 100, index));
            interval.Points.Add(new DataPoint(histogram[index].Share.High * 100, index));
            plot.Series.Add(interval);
        }

        return Svg(plot, 60 + (26 * histogram.Count));
    }

    private static PlotModel NewPlot(string x, string y)
    {
        PlotModel plot = new() { Background = OxyColors.Undefined, PlotAreaBorderColor = OxyColors.Transparent, TextColor = s_ink };
        plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = x, Minimum = 0, TicklineColor = s_ink, AxislineStyle = LineStyle.Solid, AxislineColor = s_ink });
        plot.Axes.Add(new LinearAxis
        {
            Position = AxisPosition.Left, Title = y, Minimum = 0, TicklineColor = s_ink,
            MajorGridlineStyle = LineStyle.Solid, MajorGridlineColor = OxyColor.FromAColor(50, s_ink),
        });
        return plot;
    }

    /// <summary>As an element of its own, that scales with the page.</summary>
    private static string Svg(PlotModel plot, int height = Height)
    {
        string svg = new SvgExporter { Width = Width, Height = height, IsDocument = false }.ExportToString(plot);

        // Its own names of clipping paths, too: a page has several plots, and a name is the page's.
        svg = ClipName().Replace(svg, $"clip{Guid.NewGuid():N}-");
        return FixedSize().Replace(svg, $"<svg viewBox=\"0 0 {Width} {height}\" ", 1);
    }

    [GeneratedRegex("clipPath(?=[0-9])")]
    private static partial Regex ClipName();

    [GeneratedRegex("<svg width=\"[^\"]*\" height=\"[^\"]*\" ")]
    private static partial Regex FixedSize();
}

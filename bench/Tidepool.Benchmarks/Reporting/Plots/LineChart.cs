using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Tidepool.Benchmarks.Reporting.Plots;

/// <summary>A line for each peer.</summary>
internal static class LineChart
{
    private const double Width = 760;
    private const double Height = 400;
    private const double Margin = 16;

    /// <summary>Room for the legend in a font wider than the one whose widths are known here.</summary>
    private const double LegendOverhang = 72;

    public static void Save(string title, Axis x, Axis y, IEnumerable<(string Peer, IEnumerable<DataPoint> Points)> lines, string file)
    {
        PlotModel model = Chart.Create(title);
        model.Padding = new OxyThickness(Margin, Margin, LegendOverhang, Margin);
        x.Position = AxisPosition.Bottom;
        y.Position = AxisPosition.Left;
        y.MajorGridlineStyle = LineStyle.Solid;
        model.Axes.Add(Chart.Style(x));
        model.Axes.Add(Chart.Style(y));
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.RightTop,
            LegendTextColor = Chart.Ink,
            LegendBorderThickness = 0,
            LegendLineSpacing = 5,
        });
        foreach ((string peer, IEnumerable<DataPoint> points) in lines)
        {
            LineSeries line = new()
            {
                Title = peer,
                Color = Chart.ColorOf(peer),
                StrokeThickness = 2,
                MarkerType = MarkerType.Circle,
                MarkerSize = 3,
                MarkerFill = Chart.ColorOf(peer),
            };
            line.Points.AddRange(points);
            model.Series.Add(line);
        }

        Chart.Save(model, file, Width, Height);
    }
}

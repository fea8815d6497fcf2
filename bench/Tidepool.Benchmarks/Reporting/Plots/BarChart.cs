using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Tidepool.Benchmarks.Reporting.Plots;

/// <summary>A row's nanoseconds per operation, a bar for each peer.</summary>
internal static class BarChart
{
    private const double Width = 640;
    private const double HeightPerBar = 24;
    private const double Frame = 60;

    /// <summary>Room for the longest peer's name in a font wider than the one whose widths are known here.</summary>
    private const double NameWidth = 200;

    /// <summary>Bars are cut at this many times the slower of the pool under test and the baseline,
    /// or the slowest peer would leave the others no length.</summary>
    private const double CutAt = 4;

    public static void Save(RowResult row, string file)
    {
        PlotModel model = Chart.Create($"{row.Workload.Name}: ns per operation, less is better");
        model.PlotMargins = new OxyThickness(NameWidth, double.NaN, double.NaN, double.NaN);

        // A category axis counts from the bottom up.
        PeerResult[] upwards = [.. row.Peers.Reverse()];
        double cut = CutAt * row.Peers.Where(peer => peer == row.Subject || peer == row.Baseline).Max(peer => peer.Nanoseconds.Median);
        double longest = Math.Min(cut, row.Peers.Max(peer => peer.Nanoseconds.Median));
        model.Axes.Add(Chart.Style(new CategoryAxis
        {
            Position = AxisPosition.Left,
            ItemsSource = upwards.Select(peer => peer.Peer).ToArray(),
            GapWidth = 0.4,
            MajorTickSize = 0,
        }));
        model.Axes.Add(Chart.Style(new LinearAxis { Position = AxisPosition.Bottom, Minimum = 0, Maximum = longest * 1.25, IsAxisVisible = false }));

        BarSeries bars = new() { StrokeThickness = 0 };
        for (int i = 0; i < upwards.Length; i++)
        {
            double value = upwards[i].Nanoseconds.Median;
            double length = Math.Min(value, longest);
            bars.Items.Add(new BarItem(length) { Color = Chart.ColorOf(upwards[i].Peer) });
            model.Annotations.Add(new TextAnnotation
            {
                Text = value > longest ? $"→ {Figures.Nanoseconds(value)}" : Figures.Nanoseconds(value),
                TextPosition = new DataPoint(length + (longest * 0.01), i),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                TextColor = Chart.Ink,
                StrokeThickness = 0,
            });
        }

        model.Series.Add(bars);
        Chart.Save(model, file, Width, Frame + (HeightPerBar * upwards.Length));
    }
}

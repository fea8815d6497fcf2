using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>Bars and lines as SVG, without a background, in colours that read on a white page and on a dark one.</summary>
internal static partial class Plot
{
    private const double FontSize = 13;
    private const double Margin = 16;

    /// <summary>Room for the longest peer's name beside a bar, in a font wider than the one whose widths are known here.</summary>
    private const double NameWidth = 200;

    /// <summary>The same for a legend, beyond the width that the exporter gives it.</summary>
    private const double LegendOverhang = 72;

    /// <summary>Bars are cut at this many times the slower of the pool under test and the baseline,
    /// or the slowest peer would leave the others no length.</summary>
    private const double CutAt = 4;

    // Perceptually halfway between black and white.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(0x74, 0x7D, 0x88);
    private static readonly OxyColor s_faintInk = OxyColor.FromAColor(70, s_ink);

    /// <summary>The peers' colours, the same in every plot: the pool under test, the baseline, the others.</summary>
    private static readonly OxyColor[] s_colours =
    [
        OxyColor.FromRgb(0x14, 0x9A, 0x80),
        OxyColor.FromRgb(0x4A, 0x83, 0xD4),
        OxyColor.FromRgb(0xC9, 0x6A, 0x1B),
        OxyColor.FromRgb(0xA4, 0x5D, 0xC4),
        OxyColor.FromRgb(0xC9, 0x4F, 0x7C),
        OxyColor.FromRgb(0x8F, 0x8A, 0x20),
        OxyColor.FromRgb(0x3E, 0x9C, 0xB5),
        OxyColor.FromRgb(0x9A, 0x6B, 0x52),
        OxyColor.FromRgb(0xD0, 0x4A, 0x3B),
        OxyColor.FromRgb(0x5F, 0x9A, 0x3C),
        OxyColor.FromRgb(0x7A, 0x72, 0xD8),
        OxyColor.FromRgb(0x8A, 0x93, 0x9C),
    ];

    /// <summary>A row's nanoseconds per operation, a bar for each peer.</summary>
    public static void SaveBars(RowResult row, string file)
    {
        PlotModel model = Create($"{row.Workload.Name}: ns per operation, less is better");
        model.PlotMargins = new OxyThickness(NameWidth, double.NaN, double.NaN, double.NaN);

        // A category axis counts from the bottom up.
        PeerResult[] upwards = [.. row.Peers.Reverse()];
        double cut = CutAt * row.Peers.Where(peer => peer == row.Subject || peer == row.Baseline).Max(static peer => peer.Nanoseconds.Median);
        double longest = Math.Min(cut, row.Peers.Max(static peer => peer.Nanoseconds.Median));
        string[] names = [.. upwards.Select(static peer => peer.Peer)];
        AddAxis(model, AxisPosition.Left, new CategoryAxis { ItemsSource = names, GapWidth = 0.4, MajorTickSize = 0 });
        AddAxis(model, AxisPosition.Bottom, new LinearAxis { Minimum = 0, Maximum = longest * 1.25, IsAxisVisible = false });
        BarSeries bars = new() { StrokeThickness = 0 };
        foreach ((int index, PeerResult peer) in upwards.Index())
        {
            double value = peer.Nanoseconds.Median;
            double length = Math.Min(value, longest);
            bars.Items.Add(new BarItem(length) { Color = ColourOf(peer.Peer) });
            model.Annotations.Add(new TextAnnotation
            {
                Text = value > longest ? $"→ {Figures.Nanoseconds(value)}" : Figures.Nanoseconds(value),
                TextPosition = new DataPoint(length + (longest * 0.01), index),
                TextHorizontalAlignment = HorizontalAlignment.Left,
                TextVerticalAlignment = VerticalAlignment.Middle,
                TextColor = s_ink,
                StrokeThickness = 0,
            });
        }

        model.Series.Add(bars);
        Save(model, file, width: 640, height: 60 + (24 * upwards.Length));
    }

    /// <summary>A line for each peer.</summary>
    public static void SaveLines(string title, Axis x, Axis y, IEnumerable<(string Peer, IEnumerable<DataPoint> Points)> lines, string file)
    {
        PlotModel model = Create(title);
        model.Padding = new OxyThickness(Margin, Margin, LegendOverhang, Margin);
        y.MajorGridlineStyle = LineStyle.Solid;
        AddAxis(model, AxisPosition.Bottom, x);
        AddAxis(model, AxisPosition.Left, y);
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.RightTop,
            LegendTextColor = s_ink,
            LegendBorderThickness = 0,
            LegendLineSpacing = 5,
        });
        foreach ((string peer, IEnumerable<DataPoint> points) in lines)
        {
            OxyColor colour = ColourOf(peer);
            LineSeries line = new() { Title = peer, Color = colour, StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = colour };
            line.Points.AddRange(points);
            model.Series.Add(line);
        }

        Save(model, file, width: 760, height: 400);
    }

    private static OxyColor ColourOf(string peer)
    {
        IEnumerable<Peer> others = PeerCatalog.All.Where(static known => known != PeerCatalog.Subject && known != PeerCatalog.Baseline);
        int index = ((Peer[])[PeerCatalog.Subject, PeerCatalog.Baseline, .. others]).Index().First(known => known.Item.Name == peer).Index;
        return s_colours[index % s_colours.Length];
    }

    private static PlotModel Create(string title) => new()
    {
        Title = title,
        TitleFontSize = FontSize + 1,
        TitleFontWeight = FontWeights.Normal,
        Background = OxyColors.Undefined,
        PlotAreaBorderColor = OxyColors.Transparent,
        TextColor = s_ink,
        TitleColor = s_ink,
        DefaultFont = "Arial",
        DefaultFontSize = FontSize,
        Culture = CultureInfo.InvariantCulture,
    };

    private static void AddAxis(PlotModel model, AxisPosition position, Axis axis)
    {
        axis.Position = position;
        axis.AxislineColor = s_ink;
        axis.TicklineColor = s_ink;
        axis.TextColor = s_ink;
        axis.TitleColor = s_ink;
        axis.MajorGridlineColor = s_faintInk;
        axis.MinorTickSize = 0;
        model.Axes.Add(axis);
    }

    private static void Save(PlotModel model, string file, double width, double height)
    {
        SvgExporter exporter = new() { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true };

        // Text is clipped to the width it has in the exporter's font, which the reader's may exceed; nothing else here needs clipping.
        File.WriteAllText(file, Clipping().Replace(exporter.ExportToString(model), string.Empty));
    }

    [GeneratedRegex("clip-path=\"[^\"]*\"")]
    private static partial Regex Clipping();
}

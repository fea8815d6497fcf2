using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;

namespace Tidepool.Benchmarks.Reporting.Plots;

/// <summary>What all plots share: no background, and colours that read on a white page and on a dark one.</summary>
internal static partial class Chart
{
    private const string Font = "Arial";
    private const double FontSize = 13;

    // Perceptually halfway between black and white.
    private static readonly OxyColor s_ink = OxyColor.FromRgb(0x74, 0x7D, 0x88);
    private static readonly OxyColor s_faintInk = OxyColor.FromAColor(70, s_ink);
    private static readonly OxyColor s_subject = OxyColor.FromRgb(0x14, 0x9A, 0x80);
    private static readonly OxyColor s_baseline = OxyColor.FromRgb(0x4A, 0x83, 0xD4);

    private static readonly OxyColor[] s_others =
    [
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

    public static OxyColor Ink => s_ink;

    /// <summary>A peer's colour, the same in every plot.</summary>
    public static OxyColor ColorOf(string peer)
    {
        Peer[] others = [.. PeerCatalog.All.Where(static known => known != PeerCatalog.Subject && known != PeerCatalog.Baseline)];
        int index = Array.FindIndex(others, known => known.Name == peer);
        return peer == PeerCatalog.Subject.Name ? s_subject : index < 0 ? s_baseline : s_others[index % s_others.Length];
    }

    public static PlotModel Create(string title) => new()
    {
        Title = title,
        TitleFontSize = FontSize + 1,
        TitleFontWeight = FontWeights.Normal,
        Background = OxyColors.Undefined,
        PlotAreaBorderColor = OxyColors.Transparent,
        TextColor = s_ink,
        TitleColor = s_ink,
        DefaultFont = Font,
        DefaultFontSize = FontSize,
        Culture = CultureInfo.InvariantCulture,
    };

    public static TAxis Style<TAxis>(TAxis axis)
        where TAxis : Axis
    {
        axis.AxislineColor = s_ink;
        axis.TicklineColor = s_ink;
        axis.TextColor = s_ink;
        axis.TitleColor = s_ink;
        axis.MajorGridlineColor = s_faintInk;
        axis.MinorTickSize = 0;
        return axis;
    }

    public static void Save(PlotModel model, string file, double width, double height)
    {
        SvgExporter exporter = new() { Width = width, Height = height, UseVerticalTextAlignmentWorkaround = true };

        // Text is clipped to the width it has in the exporter's font, which the reader's may exceed; nothing else here needs clipping.
        File.WriteAllText(file, Clipping().Replace(exporter.ExportToString(model), string.Empty));
    }

    [GeneratedRegex("clip-path=\"[^\"]*\"")]
    private static partial Regex Clipping();
}

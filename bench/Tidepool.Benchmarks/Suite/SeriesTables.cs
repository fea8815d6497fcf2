using System.Globalization;
using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables of rows measured against themselves.</summary>
internal static class SeriesTables
{
    public static void Append(StringBuilder text, IReadOnlyList<SeriesResult> series, string plots)
    {
        text.Append("\n## With ever more of something\n\nNanoseconds per operation, and in parentheses the ratio to the first column.\n");
        foreach (SeriesResult each in series)
        {
            text.Append("\n### ").Append(each.Series.Name).Append("\n\n").Append(each.Series.Description)
                .Append("\n\n![").Append(each.Series.Name).Append("](").Append(plots).Append('/').Append(each.Series.Name).Append(".svg)\n\n| peer |");
            foreach ((int count, _) in each.Series.Variants)
            {
                text.Append(' ').Append(count.ToString("N0", CultureInfo.InvariantCulture)).Append(" |");
            }

            text.Append("\n|---|").Insert(text.Length, "--:|", each.Series.Variants.Count).Append('\n');
            foreach ((string peer, IReadOnlyList<PeerResult> variants) in each.Peers)
            {
                text.Append("| ").Append(peer).Append(" |");
                foreach (PeerResult variant in variants)
                {
                    text.Append(' ').Append(Figures.Nanoseconds(variant.Nanoseconds.Median))
                        .Append(" (").Append(Figures.Ratio(variant.RoundRatiosTo(variants[0]).Median)).Append(") |");
                }

                text.Append('\n');
            }
        }
    }
}

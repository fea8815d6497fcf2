using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>The report as a file to keep beside the code it measured.</summary>
internal static class MarkdownReport
{
    public static string Write(Provenance provenance, MeasurementPlan plan, IReadOnlyList<RowResult> rows)
    {
        StringBuilder text = new();
        text.Append("# Benchmarks\n\n");
        foreach ((string label, string value) in provenance.Facts())
        {
            text.Append("- ").Append(label).Append(": ").Append(value).Append('\n');
        }

        text.Append('\n');
        if (Figures.Summary(rows) is { } summary)
        {
            text.Append("**").Append(summary).Append("**\n\n");
        }

        text.Append("| row | peer | ns | ratio | quartiles | B/op | GC | |\n|---|---|--:|--:|--:|--:|--:|---|\n");
        foreach (RowResult row in rows)
        {
            AppendRow(text, row);
        }

        text.Append("\nRows\n\n");
        foreach (RowResult row in rows)
        {
            text.Append("- **").Append(row.Workload.Name).Append("**: ").Append(row.Workload.Description).Append('\n');
        }

        AppendList(text, "How to read it", Method.HowToRead(plan).Concat(Method.Columns));
        AppendList(text, "Not measured", Method.NotMeasuredByTimes.Concat(Method.NotMeasured));
        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, RowResult row)
    {
        PeerResult? baseline = row.Find(PeerCatalog.Baseline);
        Verdict? verdict = Verdict.On(row);
        foreach (PeerResult peer in row.Peers)
        {
            bool first = peer == row.Peers[0];
            string note = verdict is not null && peer.Peer == PeerCatalog.Subject ? Emphasised(verdict) : string.Empty;
            text.Append("| ").Append(first ? row.Workload.Name : string.Empty)
                .Append(" | ").Append(peer.Peer)
                .Append(" | ").Append(Figures.Nanoseconds(peer.Nanoseconds.Median))
                .Append(" | ").Append(Figures.Ratio(peer, baseline))
                .Append(" | ").Append(Figures.Spread(peer, baseline))
                .Append(" | ").Append(Figures.Bytes(peer.AllocatedBytes))
                .Append(" | ").Append(peer.Collections)
                .Append(" | ").Append(note).Append(" |\n");
        }
    }

    private static string Emphasised(Verdict verdict) =>
        verdict.Outcome == Outcome.Loses ? $"**{Figures.Words(verdict)}**" : Figures.Words(verdict);

    private static void AppendList(StringBuilder text, string heading, IEnumerable<string> lines)
    {
        text.Append('\n').Append(heading).Append("\n\n");
        foreach (string line in lines)
        {
            text.Append("- ").Append(line).Append('\n');
        }
    }
}

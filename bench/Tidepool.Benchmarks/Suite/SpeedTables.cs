using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables of time and of allocation, a line for each row, a column for each peer.</summary>
internal static class SpeedTables
{
    private const string Missing = "–";

    public static void Append(StringBuilder text, SuiteResult result, string plots)
    {
        if (Figures.Summary(result.Rows) is { } summary)
        {
            text.Append("\n**").Append(summary).Append("**\n");
        }

        AppendLosses(text, result.Rows);
        text.Append("\n## Time\n\n").Append(PeerCatalog.Subject)
            .Append("'s nanoseconds per operation, and its ratio to each peer: its time over the peer's, median of the rounds' ratios. Below 1 it is faster; **bold** where it is slower. – where the peer can't take part (see the notes).\n\n");
        AppendTable(text, result.Rows, row => row.Workload.MeasuresPool, Ratio, plots);

        text.Append("\n## Allocation\n\nManaged bytes allocated per operation.\n\n");
        AppendTable(text, result.Rows, row => row.Workload.MeasuresPool, (_, peer) => Figures.Bytes(peer.AllocatedBytes), plots: null);
        AppendRows(text, result);
    }

    private static void AppendLosses(StringBuilder text, IReadOnlyList<RowResult> rows)
    {
        (RowResult Row, PeerResult Peer, Distribution Ratio)[] losses =
        [
            .. from row in rows
               let subject = row.Find(PeerCatalog.Subject)
               where subject is not null && row.Workload.MeasuresPool
               from peer in row.Peers
               where peer != subject
               let ratio = subject.RoundRatiosTo(peer)
               where ratio.Median > 1
               select (row, peer, ratio),
        ];
        text.Append("\n## Where ").Append(PeerCatalog.Subject).Append(" is slower\n\n");
        if (losses.Length == 0)
        {
            text.Append("In no row.\n");
            return;
        }

        text.Append("| row | than | ratio | quartiles |\n|---|---|--:|--:|\n");
        foreach ((RowResult row, PeerResult peer, Distribution ratio) in losses)
        {
            text.Append("| ").Append(row.Workload.Name).Append(" | ").Append(peer.Peer).Append(" | **").Append(Figures.Ratio(ratio.Median))
                .Append("** | ").Append(Figures.Spread(ratio)).Append(" |\n");
        }
    }

    private static void AppendTable(
        StringBuilder text, IReadOnlyList<RowResult> rows, Func<RowResult, bool> isShown, Func<PeerResult, PeerResult, string> cell, string? plots)
    {
        string[] rivals = [.. PeerCatalog.All.Select(peer => peer.Name).Where(name => name != PeerCatalog.Subject)];
        text.Append("| row | ").Append(PeerCatalog.Subject).Append(" | ").AppendJoin(" | ", rivals).Append(" |\n|---|--:|");
        text.Insert(text.Length, "--:|", rivals.Length).Append('\n');
        foreach (RowResult row in rows.Where(isShown))
        {
            PeerResult subject = row.Peers.Single(peer => peer.Peer == PeerCatalog.Subject);
            string name = row.Workload.Name;
            text.Append("| ").Append(plots is null ? name : $"[{name}]({plots}/{name}.svg)").Append(" | ")
                .Append(plots is null ? Figures.Bytes(subject.AllocatedBytes) : Figures.Nanoseconds(subject.Nanoseconds.Median));
            foreach (string rival in rivals)
            {
                text.Append(" | ").Append(row.Find(rival) is { } peer ? cell(subject, peer) : Missing);
            }

            text.Append(" |\n");
        }
    }

    /// <summary>The subject's time over the peer's, in bold where it is slower; a dash where the peer can't take part.</summary>
    public static string Ratio(PeerResult subject, PeerResult? peer)
    {
        if (peer is null)
        {
            return Missing;
        }

        double ratio = subject.RoundRatiosTo(peer).Median;
        return ratio > 1 ? $"**{Figures.Ratio(ratio)}**" : Figures.Ratio(ratio);
    }

    private static void AppendRows(StringBuilder text, SuiteResult result)
    {
        text.Append("\n## Rows\n\n");
        foreach (RowResult row in result.Rows)
        {
            text.Append("- **").Append(row.Workload.Name).Append("**: ").Append(row.Workload.Description);
            if (!row.Workload.MeasuresPool)
            {
                text.Append(" (").Append(Figures.Nanoseconds(row.Peers[0].Nanoseconds.Median)).Append(" ns with ").Append(row.Peers[0].Peer).Append("'s leases)");
            }

            text.Append('\n');
        }

        text.Append("\n## Who can't take part\n\n");
        IEnumerable<(string Row, Absence Absence)> absences = result.Rows.SelectMany(row => row.Absences.Select(absence => (row.Workload.Name, absence)))
            .Concat(result.Series.SelectMany(series => series.Absences.Select(absence => (series.Series.Name, absence))))
            .Concat(result.Memory.SelectMany(memory => memory.Absences.Select(absence => (memory.Row.Name, absence))));
        foreach (IGrouping<Absence, (string Row, Absence Absence)> group in absences.GroupBy(pair => pair.Absence))
        {
            text.Append("- ").Append(group.Key.Peer).Append(": ").Append(group.Key.Reason).Append(" (").AppendJoin(", ", group.Select(pair => pair.Row)).Append(")\n");
        }
    }
}

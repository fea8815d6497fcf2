using Tidepool.Benchmarks.Processes;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables of time and of allocation, a line for each row, a column for each peer.</summary>
internal static class SpeedTables
{
    public static void Append(Markdown text, IReadOnlyList<RowResult> rows, IReadOnlyList<SeriesResult> series, string plots)
    {
        text.Paragraph($"**{Figures.Summary(rows)}**").Section($"Where {PeerCatalog.Subject.Name} is slower");
        string[][] losses = [.. rows.SelectMany(Losses), .. series.SelectMany(Losses)];
        if (losses.Length == 0)
        {
            text.Paragraph("In no row.");
        }
        else
        {
            text.Table(["row", "than", ">ratio", ">quartiles"], losses);
        }

        text.Section(
            "Time",
            $"{PeerCatalog.Subject.Name}'s nanoseconds per operation, and its ratio to each peer: its time over the peer's, median of the rounds' ratios. "
            + "Below 1 it is faster; **bold** where it is slower. – where the peer can't take part (see the notes).");
        AppendTable(text, rows, name => $"[{name}]({plots}/{name}.svg)", static peer => Figures.Nanoseconds(peer.Nanoseconds.Median), Figures.Marked);
        text.Section("Allocation", "Managed bytes allocated per operation.");
        AppendTable(text, rows, static name => name, Bytes, static (_, peer) => Bytes(peer));
        text.Section("Rows").List(rows.Select(static row => $"**{row.Workload.Name}**: {row.Workload.Description}{HarnessCost(row)}"));

        text.Section("Who can't take part").List(Absences().GroupBy(static absence => (absence.Peer, absence.Reason))
            .Select(static group => $"{group.Key.Peer.Name}: {group.Key.Reason} ({string.Join(", ", group.Select(static absence => absence.Row))})"));

        static string Bytes(PeerResult? peer) => peer is null ? Figures.Missing : Figures.Bytes(peer.AllocatedBytes);
    }

    private static IEnumerable<(Peer Peer, string Reason, string Row)> Absences()
    {
        return
        [
            .. WorkloadCatalog.All.SelectMany(static row => Among(PeerCatalog.All, row.Name, peer => peer.WhyNot(row))),
            .. WorkloadCatalog.Series.SelectMany(static series => Among(PeerCatalog.All, series.Name, peer => peer.WhyNot(series))),
            .. ProcessCatalog.Memory.SelectMany(static row => Among(ProcessCatalog.MemoryPeers, row.Name, peer => peer.WhyNot(row.LargestSize))),
        ];

        static IEnumerable<(Peer Peer, string Reason, string Row)> Among(IEnumerable<Peer> peers, string row, Func<Peer, string?> whyNot) =>
            from peer in peers let reason = whyNot(peer) where reason is not null select (peer, reason, row);
    }

    /// <summary>The peers that are ahead in a row.</summary>
    private static IEnumerable<string[]> Losses(RowResult row) =>
        from subject in row.Peers
        where row.Workload.MeasuresPool && subject == row.Subject
        from peer in row.Peers
        where peer != subject
        let ratio = subject.RoundRatiosTo(peer)
        where ratio.Median > 1
        select (string[])[row.Workload.Name, peer.Peer, Figures.Marked(ratio.Median), Figures.Spread(ratio)];

    /// <summary>The peers that are ahead in a series, where they are furthest ahead. Peers take no turns with each other in a series: medians are compared,
    /// and there are no quartiles.</summary>
    private static IEnumerable<string[]> Losses(SeriesResult series)
    {
        IReadOnlyList<PeerResult> subject = series.Peers.Single(static peer => peer.Peer == PeerCatalog.Subject.Name).Variants;
        return
            from peer in series.Peers
            let ratios = peer.Variants.Select((rival, index) => subject[index].RatioTo(rival))
            let worst = ratios.Zip(series.Series.Counts).MaxBy(static pair => pair.First)
            where worst.First > 1
            select (string[])[$"{series.Series.Name}, {Figures.Count(worst.Second)}", peer.Peer, Figures.Marked(worst.First), Figures.Missing];
    }

    private static void AppendTable(
        Markdown text, IReadOnlyList<RowResult> rows, Func<string, string> name, Func<PeerResult, string> own, Func<PeerResult, PeerResult?, string> cell)
    {
        Peer[] rivals = [.. PeerCatalog.All.Where(static peer => peer != PeerCatalog.Subject)];
        text.Table(
            ["row", $">{PeerCatalog.Subject.Name}", .. rivals.Select(static rival => $">{rival.Name}")],
            from row in rows
            where row.Workload.MeasuresPool
            let subject = row.Subject
            select (IEnumerable<string>)[name(row.Workload.Name), own(subject), .. rivals.Select(rival => cell(subject, row.Find(rival)))]);
    }

    /// <summary>For a row that measures no pool: what it does measure.</summary>
    private static string HarnessCost(RowResult row) =>
        row.Workload.MeasuresPool ? string.Empty : $" ({Figures.Nanoseconds(row.Peers[0].Nanoseconds.Median)} ns with {row.Peers[0].Peer}'s leases)";
}

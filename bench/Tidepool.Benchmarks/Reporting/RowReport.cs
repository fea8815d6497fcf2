namespace Tidepool.Benchmarks.Reporting;

/// <summary>Rows for a person at a terminal.</summary>
internal static class RowReport
{
    public static void List(Markdown text) => text
        .List(WorkloadCatalog.All.Select(static workload => $"{workload.Name}: {workload.Description}"))
        .Paragraph($"peers: {string.Join(", ", PeerCatalog.All.Select(static peer => peer.Name))}");

    /// <summary>Shows a row as soon as it is measured, and returns it.</summary>
    public static RowResult Row(Workbench bench, RowResult row)
    {
        bench.Show(text => text.Subsection(row.Workload.Name, row.Workload.Description).Table(
            ["peer", ">ns", ">ratio", ">quartiles", ">B/op", ">GC"],
            row.Peers.Select(peer => (string[])
            [
                peer.Peer,
                Figures.Nanoseconds(peer.Nanoseconds.Median),
                Figures.Ratio(peer, row.Baseline),
                row.Baseline is { } baseline ? Figures.Spread(peer.RoundRatiosTo(baseline)) : Figures.Missing,
                Figures.Bytes(peer.AllocatedBytes),
                peer.Sum.Collections,
            ])));
        if (Verdict.On(row) is { } verdict)
        {
            bench.WriteLine($"{PeerCatalog.Subject.Name} {Figures.Words(verdict)}");
        }

        return row;
    }

    public static void End(Workbench bench, MeasurementPlan plan, IReadOnlyList<RowResult> rows) => bench.Show(text => text
        .Paragraph(rows.Any(static row => Verdict.On(row) is not null) ? Figures.Summary(rows) : $"{PeerCatalog.Subject.Name} has no rival here.")
        .List(Method.HowToRead(plan).Concat(Method.Columns))
        .Section("Not measured").List(Method.NotMeasuredByTimes.Concat(Method.NotMeasured)));
}

using Spectre.Console;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>The report for a person at a terminal.</summary>
internal sealed class ConsoleReport(IAnsiConsole console)
{
    public void Begin(Provenance provenance)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap()).AddColumn();
        foreach ((string label, string value) in provenance.Facts())
        {
            grid.AddRow(new Text(label, new Style(Color.Grey)), new Text(value));
        }

        console.Write(grid);
        console.WriteLine();
    }

    public void Row(RowResult row)
    {
        Table table = new Table().Border(TableBorder.Rounded);
        table.Title = new TableTitle(Markup.Escape($"{row.Workload.Name}: {row.Workload.Description}"));
        table.AddColumn("peer");
        foreach (string heading in (string[])["ns", "ratio", "quartiles", "B/op", "GC"])
        {
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        }

        PeerResult? baseline = row.Find(PeerCatalog.Baseline);
        foreach (PeerResult peer in row.Peers)
        {
            table.AddRow(
                Markup.Escape(peer.Peer),
                Figures.Nanoseconds(peer.Nanoseconds.Median),
                Figures.Ratio(peer, baseline),
                Figures.Spread(peer, baseline),
                Figures.Bytes(peer.AllocatedBytes),
                peer.Collections.ToString());
        }

        if (Verdict.On(row) is { } verdict)
        {
            table.Caption = new TableTitle(Markup.Escape($"{PeerCatalog.Subject} {Figures.Words(verdict)}"), StyleOf(verdict.Outcome));
        }

        console.Write(table);
    }

    public void End(MeasurementPlan plan, IReadOnlyList<RowResult> rows)
    {
        console.WriteLine();
        if (Figures.Summary(rows) is { } summary)
        {
            console.WriteLine(summary, new Style(decoration: Decoration.Bold));
        }

        foreach (string line in Method.HowToRead(plan).Concat(Method.Columns))
        {
            console.WriteLine(line);
        }

        console.WriteLine("Not measured:");
        foreach (string line in Method.NotMeasuredByTimes.Concat(Method.NotMeasured))
        {
            console.WriteLine($"  - {line}");
        }
    }

    public void List(IEnumerable<Workload> workloads, IEnumerable<Peer> peers)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("row").AddColumn("operation");
        foreach (Workload workload in workloads)
        {
            table.AddRow(new Text(workload.Name), new Text(workload.Description));
        }

        console.Write(table);
        console.WriteLine($"peers: {string.Join(", ", peers.Select(peer => peer.Name))}");
    }

    private static Style StyleOf(Outcome outcome) => outcome switch
    {
        Outcome.Wins => new Style(Color.Green),
        Outcome.Even => new Style(Color.Yellow),
        _ => new Style(Color.Red, decoration: Decoration.Bold),
    };
}

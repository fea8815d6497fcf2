using Spectre.Console;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>The short table, for a person at a terminal.</summary>
internal sealed class ConsoleReport(IAnsiConsole console)
{
    public static void List(IAnsiConsole console)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumn("row").AddColumn("operation");
        foreach (Workload workload in WorkloadCatalog.All)
        {
            table.AddRow(new Text(workload.Name), new Text(workload.Description));
        }

        console.Write(table);
        console.WriteLine($"peers: {string.Join(", ", PeerCatalog.All.Select(static peer => peer.Name))}");
    }

    public RowResult Row(RowResult row)
    {
        Table table = Workbench.Table(["peer"], "ns", "ratio", "quartiles", "B/op", "GC").Border(TableBorder.Rounded);
        table.Title = new TableTitle(Markup.Escape($"{row.Workload.Name}: {row.Workload.Description}"));
        foreach (PeerResult peer in row.Peers)
        {
            table.AddRow(
                Markup.Escape(peer.Peer),
                Figures.Nanoseconds(peer.Nanoseconds.Median),
                Figures.Ratio(peer, row.Baseline),
                Figures.Spread(peer, row.Baseline),
                Figures.Bytes(peer.AllocatedBytes),
                peer.Sum.Collections.ToString());
        }

        if (Verdict.On(row) is { } verdict)
        {
            table.Caption = new TableTitle(Markup.Escape($"{PeerCatalog.Subject.Name} {Figures.Words(verdict)}"), StyleOf(verdict.Outcome));
        }

        console.Write(table);
        return row;
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

    private static Style StyleOf(Outcome outcome) => outcome switch
    {
        Outcome.Wins => new Style(Color.Green),
        Outcome.Even => new Style(Color.Yellow),
        _ => new Style(Color.Red, decoration: Decoration.Bold),
    };
}

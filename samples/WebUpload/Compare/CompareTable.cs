using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;
using WebUpload.Memory;

namespace WebUpload.Compare;

/// <summary>The comparison as a table.</summary>
internal static class CompareTable
{
    private const double MiB = 1024 * 1024;

    private static readonly Row[] s_rows =
    [
        new("requests/s", "N0", static turn => turn.RequestsPerSecond),
        new("MB/s", "N1", static turn => turn.MegabytesPerSecond),
        new("latency p50, ms", "N2", static turn => turn.MedianMilliseconds),
        new("latency p99, ms", "N1", static turn => turn.Percentile99Milliseconds),
        new("processor time per request, µs", "N0", static turn => turn.ProcessorMicrosecondsPerRequest),
        new("allocated per request, B", "N0", static turn => turn.AllocatedPerRequest),
        new("collections, generation 0", "N0", static turn => turn.Gen0),
        new("collections, generation 1", "N0", static turn => turn.Gen1),
        new("collections, generation 2", "N0", static turn => turn.Gen2),
        new("time in GC pauses, ms", "N1", static turn => turn.PauseMilliseconds),
        new("peak working set, MiB", "N1", static turn => turn.PeakWorkingSet / MiB),
    ];

    internal static void Write(IAnsiConsole console, CompareSettings settings, IReadOnlyList<TurnResult> results)
    {
        Table table = new Table().Border(TableBorder.Markdown).AddColumn("median of rounds (ratio to arraypool)");
        foreach (MemoryKind kind in MemoryKinds.All)
        {
            table.AddColumn(new TableColumn(kind.Name()).RightAligned());
        }

        foreach (Row row in s_rows)
        {
            table.AddRow([row.Title, .. MemoryKinds.All.Select(kind => Cell(row, kind, results))]);
        }

        console.WriteLine();
        console.Write(table);
        console.WriteLine();
        console.WriteLine(Say($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors; ")
            + Say($"{(results[0].IsServerCollector ? "server" : "workstation")} collector, heap limit {CompareSettings.HeapLimit / MiB:0} MiB."));
        console.WriteLine(Say($"Rounds: {settings.Rounds}, kinds in turn; each {settings.WarmUp.TotalSeconds:0.0#} s of warm-up and ")
            + Say($"{settings.Measured.TotalSeconds:0.0#} s measured. {settings.Connections} clients, files of 1 KiB to 4 MiB, seed {settings.Seed}."));
        console.WriteLine(Say($"{results.Sum(static result => result.RightFiles):N0} files came back as they had been sent, ")
            + Say($"{results.Sum(static result => result.WrongFiles):N0} came back changed."));
    }

    private static string Cell(Row row, MemoryKind kind, IReadOnlyList<TurnResult> results)
    {
        string value = Median(results.Where(result => result.Kind == kind).Select(row.Figure)).ToString(row.Format, CultureInfo.InvariantCulture);
        if (kind == MemoryKind.ArrayPool)
        {
            return value;
        }

        // Turns of one round follow each other closely, so a machine that is slow for a while slows both sides of a ratio.
        double[] ratios =
        [
            .. results.Where(result => result.Kind == kind)
                .Join(results.Where(static result => result.Kind == MemoryKind.ArrayPool), Round, Round, (mine, other) => row.Figure(mine) / row.Figure(other))
                .Where(double.IsFinite),
        ];
        return ratios.Length == 0 ? value : Say($"{value} ({Median(ratios):0.00})");
    }

    private static int Round(TurnResult result) => result.Round;

    private static double Median(IEnumerable<double> figures)
    {
        double[] sorted = [.. figures.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Title, string Format, Func<TurnResult, double> Figure);
}

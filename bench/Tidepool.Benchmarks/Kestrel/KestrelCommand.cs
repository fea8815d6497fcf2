using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The command <c>kestrel</c>: requests and memory of a server on its own pool and on Tidepool.</summary>
internal static class KestrelCommand
{
    private const int FullRounds = 7;
    private const int QuickRounds = 2;
    private const double Mebibyte = 1024 * 1024;
    private const double Micro = 1e6;

    private static readonly TimeSpan s_turn = TimeSpan.FromSeconds(1.2);

    public static Command Create(Workbench bench)
    {
        Option<FileInfo?> output = new("--output")
        {
            Description = "Also write the results to this file, as Markdown. docs/kestrel.md of the repository is one.",
        };
        Option<bool> quick = Workbench.Quick("Few rounds");
        return bench.Command("kestrel", "Measures a server on Kestrel's own pool and on Tidepool, in turn.", [output, quick], async parsed =>
        {
            Provenance provenance = Provenance.Gather(bench.Time);
            KestrelMeasurement measurement = new(parsed.GetValue(quick) ? QuickRounds : FullRounds, s_turn, bench.Time);
            KestrelResult result = await measurement.MeasureAsync(row => bench.Console.MarkupLineInterpolated($"[grey]{row}[/]"));
            string report = Report(provenance, result).ToString();

            // Not through the console itself, which would break the table's lines.
            await bench.Console.Profile.Out.Writer.WriteAsync(report);
            if (parsed.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, report);
            }

            return Workbench.Success;
        });
    }

    /// <summary>The document that is kept with the code.</summary>
    private static Markdown Report(Provenance provenance, KestrelResult result) => new Markdown()
        .Title("Kestrel on its own pool and on Tidepool")
        .Paragraph("`dotnet run -c Release --project bench/Tidepool.Benchmarks -- kestrel --output docs/kestrel.md` writes this page.")
        .List(provenance.Lines())
        .Section(
            "Requests",
            $"Two servers, each a process of its own, and the same client in a third; HTTP/1.1 over the loopback; medians of {result.Rounds} rounds of "
            + $"{result.Turn.TotalSeconds:0.#} s in turn, and the quartiles of the rounds' ratios. The client takes its part of the same processors, so ratios "
            + "come out nearer to 1 than on a server with a machine to itself.")
        .Table(["load", "", ">Kestrel's own pool", ">Tidepool", ">ratio", ">quartiles"], result.Loads.SelectMany(static load => (string[][])
        [
            Row(load, $"{load.Load.Name}, {load.Load.Connections} connections", "requests per second", static turn => turn.RequestsPerSecond, "#,0"),
            Row(load, string.Empty, "server's processor time per request, µs", static turn => turn.ProcessorSeconds * Micro, "0.0"),
            Row(load, string.Empty, "allocated per request, bytes", static turn => turn.AllocatedBytes, "#,0"),
        ]))
        .Section(
            "Bytes held after a burst",
            $"{KestrelMeasurement.Burst.Connections} uploads of {KestrelMeasurement.Burst.BodyLength / Mebibyte:0} MiB at once, which the server begins to "
            + "read when all are there; then quiet. MiB; each sample after a full collection. The heap is compared with that before the burst, when the "
            + "blocks of the requests above were still there.")
        .Table(["seconds after it", .. result.Bursts[0].Held.Select(static held => $">{held.Second}")], result.Bursts.SelectMany(static burst => (string[][])
        [
            Row(burst, "blocks", static held => held.PoolBytes),
            Row(burst, "heap above before", static held => held.HeapBytes),
        ]))
        .Paragraph("Not measured: networks with delay, many processors, TLS, HTTP/2, and hours of running.");

    private static string[] Row(LoadResult load, string name, string what, Func<TurnResult, double> figure, string format)
    {
        Distribution ratio = Distribution.Of(load.Tidepool.Zip(load.Own, (ours, theirs) => figure(ours) / figure(theirs)));
        return [name, what, Median(load.Own), Median(load.Tidepool), Figures.Ratio(ratio.Median), Figures.Spread(ratio)];

        string Median(IEnumerable<TurnResult> turns) => Distribution.Of(turns.Select(figure)).Median.ToString(format, CultureInfo.InvariantCulture);
    }

    private static string[] Row(BurstResult burst, string what, Func<HeldResult, long> figure)
    {
        string pool = burst.Source == BlockSource.Kestrel ? "Kestrel's own pool" : "Tidepool";
        return [$"{pool}: {what}", .. burst.Held.Select(held => (figure(held) / Mebibyte).ToString("0.0", CultureInfo.InvariantCulture))];
    }
}

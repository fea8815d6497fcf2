using System.Globalization;
using System.Text;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Reporting;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The document that is kept with the code.</summary>
internal static class KestrelReport
{
    private const double Mebibyte = 1024 * 1024;
    private const double Micro = 1e6;

    public static string Write(Provenance provenance, KestrelResult result)
    {
        StringBuilder text = new("# Kestrel on its own pool and on Tidepool\n\n`dotnet run -c Release --project bench/Tidepool.Benchmarks -- kestrel --output docs/kestrel.md` writes this page.\n\n");
        foreach ((string label, string value) in provenance.Facts())
        {
            Add(text, $"- {label}: {value}\n");
        }

        Add(text, $"\n## Requests\n\nTwo servers, each a process of its own, and the same client in a third; HTTP/1.1 over the loopback; medians of {result.Rounds} rounds of {result.Turn.TotalSeconds:0.#} s in turn, ");
        text.Append("and the quartiles of the rounds' ratios. The client takes its part of the same processors, so ratios come out nearer to 1 than on a server with a machine to itself.\n\n")
            .Append("| load | | Kestrel's own pool | Tidepool | ratio | quartiles |\n|---|---|--:|--:|--:|--:|\n");
        foreach (LoadResult load in result.Loads)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"{load.Load.Name}, {load.Load.Connections} connections");
            Row(text, name, "requests per second", load, static turn => turn.RequestsPerSecond, "#,0");
            Row(text, "", "server's processor time per request, µs", load, static turn => turn.ProcessorSeconds * Micro, "0.0");
            Row(text, "", "allocated per request, bytes", load, static turn => turn.AllocatedBytes, "#,0");
        }

        AddBursts(text, result.Bursts);
        return text.ToString();
    }

    private static void AddBursts(StringBuilder text, IReadOnlyList<BurstResult> bursts)
    {
        Add(text, $"\n## Bytes held after a burst\n\n{KestrelMeasurement.BurstConnections} uploads of {KestrelMeasurement.BurstLength / Mebibyte:0} MiB at once, which the server begins to read when all are there; then quiet. ");
        text.Append("MiB; each sample after a full collection. The heap is compared with that before the burst, when the blocks of the requests above were still there.\n\n| seconds after it |");
        foreach (HeldResult held in bursts[0].Held)
        {
            Add(text, $" {held.Second} |");
        }

        text.Append("\n|---|").Insert(text.Length, "--:|", bursts[0].Held.Count).Append('\n');
        foreach (BurstResult burst in bursts)
        {
            string pool = burst.Source == BlockSource.Kestrel ? "Kestrel's own pool" : "Tidepool";
            Series(text, $"{pool}: blocks", burst, static held => held.PoolBytes);
            Series(text, $"{pool}: heap above before", burst, static held => held.HeapBytes);
        }

        text.Append("\nNot measured: networks with delay, many processors, TLS, HTTP/2, and hours of running.\n");
    }

    private static void Row(StringBuilder text, string name, string what, LoadResult load, Func<TurnResult, double> figure, string format)
    {
        Distribution ratio = load.Ratio(figure);
        string own = load.Of(BlockSource.Kestrel, figure).Median.ToString(format, CultureInfo.InvariantCulture);
        string tidepool = load.Of(BlockSource.Tidepool, figure).Median.ToString(format, CultureInfo.InvariantCulture);
        Add(text, $"| {name} | {what} | {own} | {tidepool} | {Figures.Ratio(ratio.Median)} | {Figures.Spread(ratio)} |\n");
    }

    private static void Series(StringBuilder text, string name, BurstResult burst, Func<HeldResult, long> figure)
    {
        Add(text, $"| {name} |");
        foreach (HeldResult held in burst.Held)
        {
            Add(text, $" {figure(held) / Mebibyte:0.0} |");
        }

        text.Append('\n');
    }

    private static void Add(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture));
}

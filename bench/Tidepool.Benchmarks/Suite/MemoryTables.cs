using Tidepool.Benchmarks.Memory;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables of bytes held over time.</summary>
internal static class MemoryTables
{
    private const double Mebibyte = 1 << 20;

    public static void Append(Markdown text, IReadOnlyList<MemoryResult> results, string plots)
    {
        text.Section(
            "Memory",
            "MiB on the managed heap, less what was there before the pool was made (in brackets: what the pool itself says it holds; then the process's "
            + "working set), by seconds of quiet. Each peer in a process of its own; MemoryPool.Shared, DotNext and the toolkit's owners hold what "
            + "ArrayPool.Shared holds. Collections come as they do unless a row says otherwise: an idle process may have none.");
        foreach (MemoryResult result in results)
        {
            text.Subsection(result.Row.Name, result.Row.Description);
            if (result.IsOverTime)
            {
                AppendOverTime(text.Paragraph($"![{result.Row.Name}]({plots}/memory-{result.Row.Name}.svg)"), result);
            }
            else
            {
                text.Table(
                    ["peer", ">MiB asked", ">MiB held", ">(held − asked) / asked"],
                    result.Peers.Select(static peer => Overhead(peer.Peer, peer.Samples[^1])));
            }
        }
    }

    private static void AppendOverTime(Markdown text, MemoryResult result)
    {
        IReadOnlyList<MemorySample> first = result.Peers[0].Samples;
        text.Table(
            ["peer", .. first.Select(static sample => $">{sample.Seconds:0.#} s")],
            result.Peers.Select(static peer => peer.Samples.Select(Cell).Prepend(peer.Peer)));
        if (first.Any(static sample => sample.Distinct is not null))
        {
            text.Paragraph("buffers: how many different ones the last 1,000 rents touched.");
        }
    }

    private static string Cell(MemorySample sample) =>
        Mebibytes(sample.HeapBytes)
        + (sample.PoolBytes is { } held ? $" [{Mebibytes(held)}]" : string.Empty)
        + $"; {Mebibytes(sample.WorkingSetBytes)}"
        + (sample.Distinct is { } distinct ? $"; {Figures.Count(distinct)} buffers" : string.Empty);

    private static string[] Overhead(string peer, MemorySample sample)
    {
        double asked = sample.AskedBytes ?? 0;
        return [peer, Mebibytes(asked), Mebibytes(sample.HeapBytes), ((sample.HeapBytes - asked) / asked).ToString("0.00", CultureInfo.InvariantCulture)];
    }

    private static string Mebibytes(double bytes) => (bytes / Mebibyte).ToString("#,0.0", CultureInfo.InvariantCulture);
}

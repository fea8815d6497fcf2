using System.Globalization;
using System.Text;
using Tidepool.Benchmarks.Memory;

namespace Tidepool.Benchmarks.Suite;

/// <summary>The tables of bytes held over time.</summary>
internal static class MemoryTables
{
    private const double Mebibyte = 1 << 20;

    public static void Append(StringBuilder text, IReadOnlyList<MemoryResult> results, string plots)
    {
        text.Append("\n## Memory\n\nMiB on the managed heap, less what was there before the pool was made (in brackets: what the pool itself says it holds; then the process's working set), by seconds of quiet. ")
            .Append("Each peer in a process of its own; MemoryPool.Shared, DotNext and the toolkit's owners hold what ArrayPool.Shared holds. Collections come as they do unless a row says otherwise: an idle process may have none.\n");
        foreach (MemoryResult result in results)
        {
            text.Append("\n### ").Append(result.Row.Name).Append("\n\n").Append(result.Row.Description).Append("\n\n");
            if (result.Peers.Any(peer => peer.Samples.Count > 1))
            {
                text.Append("![").Append(result.Row.Name).Append("](").Append(plots).Append("/memory-").Append(result.Row.Name).Append(".svg)\n\n");
                AppendOverTime(text, result);
            }
            else
            {
                AppendOverhead(text, result);
            }
        }
    }

    private static void AppendOverTime(StringBuilder text, MemoryResult result)
    {
        IReadOnlyList<MemorySample> first = result.Peers[0].Samples;
        text.Append("| peer |");
        foreach (MemorySample sample in first)
        {
            text.Append(CultureInfo.InvariantCulture, $" {sample.Seconds:0.#} s |");
        }

        text.Append("\n|---|").Insert(text.Length, "--:|", first.Count).Append('\n');
        foreach ((string peer, IReadOnlyList<MemorySample> samples) in result.Peers)
        {
            text.Append("| ").Append(peer).Append(" |");
            foreach (MemorySample sample in samples)
            {
                text.Append(' ').Append(Mebibytes(sample.HeapBytes));
                if (sample.PoolBytes is { } held)
                {
                    text.Append(" [").Append(Mebibytes(held)).Append(']');
                }

                text.Append("; ").Append(Mebibytes(sample.WorkingSetBytes));
                if (sample.Distinct is { } distinct)
                {
                    text.Append(CultureInfo.InvariantCulture, $"; {distinct:N0} buffers");
                }

                text.Append(" |");
            }

            text.Append('\n');
        }

        if (first.Any(sample => sample.Distinct is not null))
        {
            text.Append("\nbuffers: how many different ones the last 1,000 rents touched.\n");
        }
    }

    private static void AppendOverhead(StringBuilder text, MemoryResult result)
    {
        text.Append("| peer | MiB asked | MiB held | (held − asked) / asked |\n|---|--:|--:|--:|\n");
        foreach ((string peer, IReadOnlyList<MemorySample> samples) in result.Peers)
        {
            MemorySample sample = samples[^1];
            double asked = sample.AskedBytes ?? 0;
            text.Append("| ").Append(peer).Append(" | ").Append(Mebibytes(asked)).Append(" | ").Append(Mebibytes(sample.HeapBytes))
                .Append(CultureInfo.InvariantCulture, $" | {(sample.HeapBytes - asked) / asked:0.00} |\n");
        }
    }

    private static string Mebibytes(double bytes) => (bytes / Mebibyte).ToString("#,0.0", CultureInfo.InvariantCulture);
}

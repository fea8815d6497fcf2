using System.Globalization;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>Runs memory rows over peers, each pair in a process of its own.</summary>
/// <remarks>What is sampled is memory, not time, so processes may run side by side; the bursts, which take gigabytes together, run one row at a time.</remarks>
internal sealed class MemoryMeasurement(TimeSpan quiet, IReadOnlyList<MemoryRow> rows, IReadOnlyList<Peer> peers)
{
    /// <exception cref="ChildRunException">A process failed.</exception>
    public async Task<IReadOnlyList<MemoryResult>> MeasureAsync(Action<string> begin)
    {
        List<MemoryResult> results = [];
        foreach (IGrouping<bool, MemoryRow> heavy in rows.GroupBy(row => row is BurstRow))
        {
            if (heavy.Key)
            {
                foreach (MemoryRow row in heavy)
                {
                    begin(row.Name);
                    results.Add(await MeasureAsync(row));
                }
            }
            else
            {
                begin(string.Join(", ", heavy.Select(row => row.Name)));
                results.AddRange(await Task.WhenAll(heavy.Select(MeasureAsync)));
            }
        }

        return results;
    }

    private async Task<MemoryResult> MeasureAsync(MemoryRow row)
    {
        Peer[] present = [.. peers.Where(peer => peer.WhyNot(row) is null)];
        IReadOnlyList<MemorySample>[] samples = await Task.WhenAll(present.Select(peer => SampleAsync(row, peer)));
        return new MemoryResult(
            row,
            [.. present.Zip(samples, (peer, list) => (peer.Name, list))],
            [.. peers.Except(present).Select(peer => new Absence(peer.Name, peer.WhyNot(row) ?? string.Empty))]);
    }

    private Task<IReadOnlyList<MemorySample>> SampleAsync(MemoryRow row, Peer peer) => ChildProgram.SampleAsync<MemorySample>(
        $"{row.Name} over {peer.Name}",
        MemoryChild.Verb,
        "--row",
        row.Name,
        "--peer",
        peer.Name,
        "--seconds",
        quiet.TotalSeconds.ToString(CultureInfo.InvariantCulture));
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>Runs memory rows over peers, each pair in a process of its own.</summary>
/// <remarks>What is sampled is memory, not time, so processes may run side by side; the bursts, which take gigabytes together, run one row at a time.</remarks>
internal sealed class MemoryMeasurement(TimeSpan quiet, IReadOnlyList<MemoryRow> rows, IReadOnlyList<Peer> peers)
{
    /// <exception cref="MemoryRunException">A process failed.</exception>
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

    private async Task<IReadOnlyList<MemorySample>> SampleAsync(MemoryRow row, Peer peer)
    {
        using Process child = new() { StartInfo = StartInfo(row, peer) };
        child.Start();
        try
        {
            Task<string> errors = child.StandardError.ReadToEndAsync();
            List<MemorySample> samples = [];
            while (await child.StandardOutput.ReadLineAsync() is { } line)
            {
                samples.Add(JsonSerializer.Deserialize<MemorySample>(line) ?? throw new MemoryRunException($"{row.Name} over {peer.Name} wrote no sample: {line}"));
            }

            await child.WaitForExitAsync();
            return child.ExitCode == 0 && samples.Count > 0
                ? samples
                : throw new MemoryRunException($"{row.Name} over {peer.Name} ended with exit code {child.ExitCode}: {await errors}");
        }
        finally
        {
            if (!child.HasExited)
            {
                child.Kill(entireProcessTree: true);
            }
        }
    }

    private ProcessStartInfo StartInfo(MemoryRow row, Peer peer)
    {
        string program = Environment.ProcessPath ?? throw new MemoryRunException("This process doesn't know its own program, so it can't start it again.");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MemoryMeasurement).Assembly.Location);
        }

        string[] arguments = [MemoryChild.Verb, "--row", row.Name, "--peer", peer.Name, "--seconds", quiet.TotalSeconds.ToString(CultureInfo.InvariantCulture)];
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}

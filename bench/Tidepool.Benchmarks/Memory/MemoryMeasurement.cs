using System.CommandLine;

namespace Tidepool.Benchmarks.Memory;

/// <summary>Runs memory rows over peers, each pair in a process of its own.</summary>
/// <remarks>Memory is sampled, not time, so processes may run side by side; the bursts, which take gigabytes together, run one row at a time.</remarks>
internal sealed class MemoryMeasurement(TimeSpan quiet)
{
    private const string Verb = "memory-child";

    /// <summary>The command this class starts the program with, for one row and one peer.</summary>
    public static Command CreateChild(TimeProvider time)
    {
        MemoryRow[] rows = [.. MemoryCatalog.All, MemoryCatalog.SmallRented, MemoryCatalog.SmallIdle];
        Peer[] peers = [.. MemoryCatalog.Peers, PeerCatalog.Uncapped, PeerCatalog.Plain];
        Option<string> row = new("--row") { Description = "The memory row.", Required = true };
        row.AcceptOnlyFromAmong([.. rows.Select(static known => known.Name)]);
        Option<string> peer = new("--peer") { Description = "The peer.", Required = true };
        peer.AcceptOnlyFromAmong([.. peers.Select(static known => known.Name)]);
        Option<double> seconds = new("--seconds") { Description = "Seconds of quiet to watch.", Required = true };
        Command command = new(Verb, "Samples the memory of one row over one peer, as lines of JSON. The suite starts it.") { row, peer, seconds };
        command.SetAction(parsed =>
        {
            MemoryRow chosen = rows.Single(known => known.Name == parsed.GetValue(row));
            MemorySession session = new(TimeSpan.FromSeconds(parsed.GetValue(seconds)), chosen.ForcesCollections, time);
            chosen.Execute(peers.Single(known => known.Name == parsed.GetValue(peer)).AllRuns, session);
        });
        return command;
    }

    /// <exception cref="BenchmarkException">A process failed.</exception>
    public async Task<IReadOnlyList<MemoryResult>> MeasureAsync(IReadOnlyList<MemoryRow> rows, IReadOnlyList<Peer> peers, Action<string> begin)
    {
        List<MemoryResult> results = [];
        foreach (MemoryRow row in rows.Where(static row => row.IsHeavy))
        {
            begin(row.Name);
            results.Add(await MeasureAsync(row, peers));
        }

        MemoryRow[] light = [.. rows.Where(static row => !row.IsHeavy)];
        begin(string.Join(", ", light.Select(static row => row.Name)));
        return [.. results, .. await Task.WhenAll(light.Select(row => MeasureAsync(row, peers)))];
    }

    /// <summary>All samples of one row over one peer.</summary>
    /// <exception cref="BenchmarkException">The process failed.</exception>
    public Task<IReadOnlyList<MemorySample>> SampleAsync(MemoryRow row, Peer peer) => ChildProgram.SampleAsync<MemorySample>(
        $"{row.Name} over {peer.Name}",
        [Verb, "--row", row.Name, "--peer", peer.Name, "--seconds", quiet.TotalSeconds.ToString(CultureInfo.InvariantCulture)]);

    private async Task<MemoryResult> MeasureAsync(MemoryRow row, IReadOnlyList<Peer> peers)
    {
        Peer[] present = [.. peers.Where(peer => peer.WhyNot(row.LargestSize) is null)];
        IReadOnlyList<MemorySample>[] samples = await Task.WhenAll(present.Select(peer => SampleAsync(row, peer)));
        return new MemoryResult(
            row,
            [.. present.Zip(samples, static (peer, list) => (peer.Name, list))],
            Absence.Among(peers, peer => peer.WhyNot(row.LargestSize)));
    }
}

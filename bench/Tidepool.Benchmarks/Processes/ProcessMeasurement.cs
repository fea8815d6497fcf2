using System.CommandLine;

namespace Tidepool.Benchmarks.Processes;

/// <summary>Runs rows over peers, each pair in a process of its own.</summary>
/// <param name="amount">Seconds of quiet, or messages.</param>
internal sealed class ProcessMeasurement(double amount)
{
    private const string Verb = "row-process";

    /// <summary>The command this class starts the program with, for one row and one peer.</summary>
    public static Command CreateChild(TimeProvider time)
    {
        Option<string> row = new("--row") { Description = "The row.", Required = true };
        row.AcceptOnlyFromAmong([.. ProcessCatalog.All.Select(static known => known.Name)]);
        Option<string> peer = new("--peer") { Description = "The peer.", Required = true };
        peer.AcceptOnlyFromAmong([.. ProcessCatalog.Peers.Select(static known => known.Name)]);
        Option<double> amount = new("--amount") { Description = "Seconds of quiet to watch, or messages.", Required = true };
        Command command = new(Verb, "Writes the samples of one row over one peer, as lines of JSON. Other commands start it.") { row, peer, amount };
        command.SetAction(parsed =>
        {
            ProcessRow chosen = ProcessCatalog.All.Single(known => known.Name == parsed.GetValue(row));
            Session session = new(parsed.GetValue(amount), chosen.ForcesCollections, time);
            ProcessCatalog.Peers.Single(known => known.Name == parsed.GetValue(peer)).Bind(chosen)(session);
        });
        return command;
    }

    /// <summary>The memory rows over all peers with memory of their own.</summary>
    /// <remarks>Memory is sampled, not time, so processes may run side by side; the bursts, which take gigabytes together, run one row at a time.</remarks>
    /// <exception cref="BenchmarkException">A process failed.</exception>
    public async Task<IReadOnlyList<ProcessResult>> MeasureMemoryAsync(Action<string> begin)
    {
        List<ProcessResult> results = [];
        foreach (ProcessRow row in ProcessCatalog.HeavyMemory)
        {
            begin(row.Name);
            results.Add(await MeasureAsync(row));
        }

        begin(string.Join(", ", ProcessCatalog.LightMemory.Select(static row => row.Name)));
        return [.. results, .. await Task.WhenAll(ProcessCatalog.LightMemory.Select(MeasureAsync))];
    }

    /// <summary>All samples of one row over one peer.</summary>
    /// <exception cref="BenchmarkException">The process failed.</exception>
    public Task<IReadOnlyList<Sample>> SampleAsync(ProcessRow row, Peer peer) => ChildProgram.SampleAsync<Sample>(
        $"{row.Name} over {peer.Name}",
        [Verb, "--row", row.Name, "--peer", peer.Name, "--amount", amount.ToString(CultureInfo.InvariantCulture)]);

    private async Task<ProcessResult> MeasureAsync(ProcessRow row)
    {
        Peer[] present = [.. ProcessCatalog.MemoryPeers.Where(peer => peer.WhyNot(row.LargestSize) is null)];
        IReadOnlyList<Sample>[] samples = await Task.WhenAll(present.Select(peer => SampleAsync(row, peer)));
        return new ProcessResult(row, [.. present.Zip(samples, static (peer, list) => (peer.Name, list))]);
    }
}

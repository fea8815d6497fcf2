using System.CommandLine;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Memory;

/// <summary>The command by which <see cref="MemoryMeasurement"/> starts this program for one row and one peer.</summary>
internal static class MemoryChild
{
    public const string Verb = "memory-child";

    public static Command Create(TimeProvider time)
    {
        MemoryRow[] rows = [.. MemoryCatalog.All, .. MemoryCatalog.Figures];
        Peer[] peers = [.. MemoryCatalog.Peers, .. MemoryCatalog.FigurePeers];
        Option<string> row = new("--row") { Description = "The memory row.", Required = true };
        row.AcceptOnlyFromAmong([.. rows.Select(known => known.Name)]);
        Option<string> peer = new("--peer") { Description = "The peer.", Required = true };
        peer.AcceptOnlyFromAmong([.. peers.Select(known => known.Name)]);
        Option<double> seconds = new("--seconds") { Description = "Seconds of quiet to watch.", Required = true };
        Command command = new(Verb, "Samples the memory of one row over one peer, as lines of JSON. The suite starts it.") { row, peer, seconds };
        command.SetAction(parsed =>
        {
            MemoryRow chosen = rows.Single(known => known.Name == parsed.GetValue(row));
            MemorySession session = new(TimeSpan.FromSeconds(parsed.GetValue(seconds)), chosen.ForcesCollections, Console.Out, time);
            peers.Single(known => known.Name == parsed.GetValue(peer)).Sample(chosen, session);
        });
        return command;
    }
}

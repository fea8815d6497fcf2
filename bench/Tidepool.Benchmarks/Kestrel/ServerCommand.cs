using System.CommandLine;

namespace Tidepool.Benchmarks.Kestrel;

/// <summary>The command by which <see cref="ServerProcess"/> starts this program as a server.</summary>
internal static class ServerCommand
{
    public const string Verb = "kestrel-server";
    public const string BlocksOption = "--blocks";

    public static Command Create()
    {
        Option<BlockSource> blocks = new(BlocksOption) { Description = "Where its blocks come from.", Required = true };
        Command command = new(Verb, "Serves HTTP until its input ends. The command kestrel starts it.") { blocks };
        command.SetAction((parsed, cancellationToken) => BenchServer.RunAsync(parsed.GetValue(blocks), cancellationToken));
        return command;
    }
}

using System.CommandLine;
using System.Text.Json;

namespace Tidepool.Benchmarks.Flows;

/// <summary>The command by which <see cref="FlowMeasurement"/> starts this program for one round over one peer.</summary>
internal static class FlowChild
{
    public const string Verb = "flows-child";

    public static Command Create()
    {
        Option<string> peer = new("--peer") { Description = "The pool.", Required = true };
        peer.AcceptOnlyFromAmong([.. FlowMeasurement.Peers.Select(known => known.Name)]);
        Option<int> messages = new("--messages") { Description = "Messages whose time is measured.", Required = true };
        Option<bool> listen = new("--listen") { Description = "Count the buffers made by events; the time is then worth nothing." };
        Command command = new(Verb, "Runs the flows once over one pool, and writes a line of JSON. The command flows starts it.") { peer, messages, listen };
        command.SetAction(async (parsed, _) =>
        {
            using ArrayPoolListener? listener = parsed.GetValue(listen) ? new ArrayPoolListener() : null;
            FlowPeer chosen = FlowMeasurement.Peers.Single(known => known.Name == parsed.GetValue(peer));
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(await chosen.SampleAsync(parsed.GetValue(messages), listener)));
        });
        return command;
    }
}

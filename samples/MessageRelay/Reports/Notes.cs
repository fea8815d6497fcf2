using System.Globalization;
using MessageRelay.Load;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>What a reader must know to read the figures.</summary>
internal static class Notes
{
    public static IReadOnlyList<string> Of(RelayReport report)
    {
        RelaySettings settings = report.Settings;
        return
        [
            Say($"{report.Runtime} on {report.OperatingSystem}, {report.Processors} processors; {report.GarbageCollector} collector."),
            Say($"Messages: {report.Mix}; seed {settings.Seed}; pieces of {report.Corpus.Files} files of the runtime, {ByteSize.Format(report.Corpus.Bytes)}."),
            Say($"Load: {settings.Connections} clients, each with up to {settings.Window} messages under way (closed loop)."),
            Say($"Rounds: {settings.Rounds} per kind, kinds in turn; {settings.WarmUp.TotalSeconds:0.#} s of warm-up, then {settings.Duration.TotalSeconds:0.#} s measured."),
            "Latency: from the sender's socket call to the whole message at its recipient, by the machine's monotonic clock, which its processes share.",
            "Allocation, collections, pauses, working set and CPU are the server's process alone, which buffers once per message.",
        ];
    }

    public static string Verdict(RelayReport report)
    {
        long received = report.Rounds.Sum(round => round.Clients.Received);
        return report.Defects.Count == 0
            ? Say($"All {received:N0} messages arrived once, in order, and were compared byte for byte with what had been sent. None was lost or changed.")
            : "Something is wrong, and the figures are worth nothing:";
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

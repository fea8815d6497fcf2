using System.Globalization;
using MessageRelay.Load;
using MessageRelay.Memory;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>What a reader must know to read the figures.</summary>
internal static class Notes
{
    public const string RatiosTitle = "Ratios within each round, median (lowest–highest):";

    public static IReadOnlyList<string> Of(RelayReport report)
    {
        RelaySettings settings = report.Settings;
        string[] control = settings.Kinds.Contains(MemoryKind.Control)
            ? ["control: for each power of two a plain stack behind a lock, with no checks, no caps and no statistics; the limit that pools are compared with."]
            : [];
        return
        [
            Say($"{report.Runtime} on {report.OperatingSystem}, {report.Processors} processors; {report.GarbageCollector} collector."),
            Say($"Messages: {report.Mix}; seed {settings.Seed}; pieces of {report.Corpus.Files} files of the runtime, {ByteSize.Format(report.Corpus.Bytes)}."),
            Say($"Load: {settings.Connections} clients, each with up to {settings.Window} messages under way (closed loop)."),
            Say($"Rounds: {settings.Rounds} per kind, kinds in turn; warm-up {settings.WarmUp.TotalSeconds:0.#} s, ")
                + Say($"{settings.Duration.TotalSeconds:0.#} s measured."),
            "Latency: from the sender's socket call to the whole message at its recipient, by the machine's monotonic clock, which its processes share.",
            "Allocation, collections, pauses, working set and CPU are the server's process alone, which buffers once per message.",
            .. control,
        ];
    }

    /// <summary>The ratios between kinds of memory; none where there is nothing to compare.</summary>
    public static IEnumerable<string> Ratios(RelayReport report) => report.Ratios.Select(ratio =>
        $"{ratio.Kind.DisplayName()} / {ratio.Of.DisplayName()}: "
        + $"CPU per message {Spread(ratio.CpuPerMessage)}, peak working set {Spread(ratio.PeakWorkingSet)}");

    public static string Verdict(RelayReport report)
    {
        long received = report.Rounds.Sum(round => round.Clients.Received);
        return report.Defects.Count == 0
            ? Say($"All {received:N0} messages arrived once, in order, and were compared byte for byte with what had been sent. None was lost or changed.")
            : "Something is wrong, and the figures are worth nothing:";
    }

    private static string Spread(RatioSpread ratios) => Say($"{ratios.Median:0.00} ({ratios.Lowest:0.00}–{ratios.Highest:0.00})");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

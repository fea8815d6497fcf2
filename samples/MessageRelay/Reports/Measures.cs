using System.Globalization;
using MessageRelay.Load;

namespace MessageRelay.Reports;

/// <summary>The rows of the result table, the same in the terminal and in the page.</summary>
internal static class Measures
{
    /// <summary>A row's title, and the text of its figure for one kind of memory.</summary>
    public readonly record struct Row(string Title, Func<KindSummary, string> Value);

    public static IReadOnlyList<Row> Rows { get; } =
    [
        new("messages/s", s => Say($"{s.MessagesPerSecond:N0}")),
        new("  slowest–fastest round", s => Say($"{s.SlowestRound:N0}–{s.FastestRound:N0}")),
        new("MB/s", s => Say($"{s.MegabytesPerSecond:N0}")),
        new("latency p50", s => Milliseconds(s.LatencyAt(50))),
        new("latency p99", s => Milliseconds(s.LatencyAt(99))),
        new("latency p99.9", s => Milliseconds(s.LatencyAt(99.9))),
        new("latency max", s => Milliseconds(s.LatencyAt(100))),
        new("allocated per message", s => Say($"{s.AllocatedPerMessage:N0} B")),
        new("collections gen 0 / 1 / 2", s => Say($"{s.Gen0:N0} / {s.Gen1:N0} / {s.Gen2:N0}")),
        new("GC pause, total", s => Milliseconds(s.TotalPauseMilliseconds)),
        new("GC pause, longest", s => Milliseconds(s.LongestPauseMilliseconds)),
        new("peak working set", s => ByteSize.Format(s.PeakWorkingSet)),
        new("CPU (100 % = one core)", s => Say($"{s.CpuPercent:N0} %")),
        new("CPU per message", s => Say($"{s.CpuMicrosecondsPerMessage:N1} µs")),
    ];

    private static string Milliseconds(double value) => Say($"{value:N2} ms");

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

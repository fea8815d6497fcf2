using MessageRelay.Client;
using MessageRelay.Memory;
using MessageRelay.Run;

namespace MessageRelay.Reports;

/// <summary>One kind of memory over all rounds: the median of each figure separately.</summary>
internal sealed record KindSummary
{
    public required MemoryKind Kind { get; init; }

    public required double MessagesPerSecond { get; init; }

    public required double SlowestRound { get; init; }

    public required double FastestRound { get; init; }

    public required double MegabytesPerSecond { get; init; }

    /// <summary>Milliseconds, in the order of <see cref="Latency.Percentiles"/>.</summary>
    public required IReadOnlyList<double> Latencies { get; init; }

    public required double AllocatedPerMessage { get; init; }

    public required double Gen0 { get; init; }

    public required double Gen1 { get; init; }

    public required double Gen2 { get; init; }

    public required double TotalPauseMilliseconds { get; init; }

    public required double LongestPauseMilliseconds { get; init; }

    public required double PeakWorkingSet { get; init; }

    public required double CpuPercent { get; init; }

    public required double CpuMicrosecondsPerMessage { get; init; }

    /// <summary>The latency at one of the reported percentiles, in milliseconds.</summary>
    public double LatencyAt(double percentile) => Latencies[Latency.Percentiles.ToList().IndexOf(percentile)];

    public static KindSummary Create(MemoryKind kind, IReadOnlyList<RoundResult> results) => new()
    {
        Kind = kind,
        MessagesPerSecond = Median(results, r => r.Server.MessagesPerSecond),
        SlowestRound = results.Min(r => r.Server.MessagesPerSecond),
        FastestRound = results.Max(r => r.Server.MessagesPerSecond),
        MegabytesPerSecond = Median(results, r => r.Server.MegabytesPerSecond),
        Latencies = [.. Latency.Percentiles.Select((_, i) => Median(results, r => r.Clients.Latencies[i]))],
        AllocatedPerMessage = Median(results, r => r.Server.AllocatedPerMessage),
        Gen0 = Median(results, r => r.Server.Gen0),
        Gen1 = Median(results, r => r.Server.Gen1),
        Gen2 = Median(results, r => r.Server.Gen2),
        TotalPauseMilliseconds = Median(results, r => r.Server.TotalPauseMilliseconds),
        LongestPauseMilliseconds = Median(results, r => r.Server.LongestPauseMilliseconds),
        PeakWorkingSet = Median(results, r => r.Server.PeakWorkingSet),
        CpuPercent = Median(results, r => r.Server.CpuPercent),
        CpuMicrosecondsPerMessage = Median(results, r => r.Server.CpuMicrosecondsPerMessage),
    };

    private static double Median(IReadOnlyList<RoundResult> results, Func<RoundResult, double> figure) => Medians.Of([.. results.Select(figure).Order()]);
}

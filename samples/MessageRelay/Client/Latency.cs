using System.Diagnostics;
using HdrHistogram;

namespace MessageRelay.Client;

/// <summary>From a sender's socket call to the moment its whole message is at the recipient; kept in microseconds.</summary>
internal static class Latency
{
    /// <summary>The percentiles that are reported; 100 is the maximum.</summary>
    public static IReadOnlyList<double> Percentiles { get; } = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100];

    // A minute; anything longer counts as a minute.
    private const long Highest = 60_000_000;

    /// <summary>An empty histogram of three significant digits.</summary>
    public static LongHistogram CreateHistogram() => new(Highest, 3);

    /// <summary>Ticks of <see cref="Stopwatch"/> as the histogram wants them.</summary>
    public static long ToRecordable(long ticks) => Math.Clamp(ticks * 1_000_000 / Stopwatch.Frequency, 0, Highest);

    /// <summary>The reported percentiles in milliseconds, in the order of <see cref="Percentiles"/>.</summary>
    public static double[] ReadPercentiles(LongHistogram histogram) =>
        [.. Percentiles.Select(p => histogram.GetValueAtPercentile(p) / 1000.0)];
}

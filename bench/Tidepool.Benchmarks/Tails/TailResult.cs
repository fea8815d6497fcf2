using System.Diagnostics;
using HdrHistogram;
using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Tails;

/// <summary>How long the operations of one peer took, and what the collector did meanwhile.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Times">Of each operation, in ticks of the stopwatch.</param>
/// <param name="Elapsed">Wall-clock time of all turns.</param>
/// <param name="Paused">Of it, paused by the collector.</param>
/// <param name="Collections">How often the collector ran.</param>
internal sealed record TailResult(string Peer, HistogramBase Times, TimeSpan Elapsed, TimeSpan Paused, Collections Collections)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>The time that this share of the operations didn't exceed, in nanoseconds.</summary>
    /// <param name="percentile">0 to 100.</param>
    public double Nanoseconds(double percentile) => Times.GetValueAtPercentile(percentile) * (NanosecondsPerSecond / Stopwatch.Frequency);
}

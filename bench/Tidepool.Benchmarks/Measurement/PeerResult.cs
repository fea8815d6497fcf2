using System.Diagnostics;
using HdrHistogram;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>All turns of one peer in one row.</summary>
/// <param name="peer">The peer's name.</param>
/// <param name="turns">Its turn in each round.</param>
/// <param name="times">The time of each operation, in ticks of the stopwatch; null where only whole turns are timed.</param>
internal sealed class PeerResult(string peer, IReadOnlyList<Turn> turns, HistogramBase? times)
{
    private const double NanosecondsPerSecond = 1e9;

    public string Peer => peer;

    /// <summary>Gets nanoseconds per operation, over the rounds.</summary>
    public Distribution Nanoseconds { get; } = Distribution.Of(turns.Select(static turn => turn.Nanoseconds));

    /// <summary>Gets bytes allocated per operation, in each round.</summary>
    public Distribution AllocatedPerRound { get; } = Distribution.Of(turns.Select(static turn => (double)turn.AllocatedBytes / turn.Operations));

    /// <summary>Gets all rounds together.</summary>
    public Turn Sum { get; } = turns.Aggregate(static (left, right) => left + right);

    /// <summary>Gets bytes allocated per operation, over all rounds together.</summary>
    public double AllocatedBytes => (double)Sum.AllocatedBytes / Sum.Operations;

    private IReadOnlyList<Turn> Turns => turns;

    /// <summary>This peer's median over the other's: below 1 is faster.</summary>
    public double RatioTo(PeerResult other) => Nanoseconds.Median / other.Nanoseconds.Median;

    /// <summary>The ratios within each round, where both peers ran under the same conditions.</summary>
    public Distribution RoundRatiosTo(PeerResult other) =>
        Distribution.Of(turns.Zip(other.Turns, static (mine, theirs) => mine.Nanoseconds / theirs.Nanoseconds));

    /// <summary>The time that this share of the operations didn't exceed, in nanoseconds, for a run that times each.</summary>
    /// <param name="percentile">0 to 100.</param>
    public double Percentile(double percentile) => times!.GetValueAtPercentile(percentile) * (NanosecondsPerSecond / Stopwatch.Frequency);
}

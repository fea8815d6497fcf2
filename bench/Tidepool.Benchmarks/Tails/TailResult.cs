using System.Diagnostics;
using HdrHistogram;

namespace Tidepool.Benchmarks.Tails;

/// <summary>How long the operations of one peer took, and what the collector did meanwhile.</summary>
/// <param name="Peer">The peer's name.</param>
/// <param name="Sum">All turns together.</param>
/// <param name="Times">The time of each operation, in ticks of the stopwatch.</param>
internal sealed record TailResult(string Peer, Turn Sum, HistogramBase Times)
{
    private const double NanosecondsPerSecond = 1e9;

    /// <summary>Times each operation of <see cref="WorkloadCatalog.Tails"/> over the peers that can take part, in turn.</summary>
    public static IReadOnlyList<TailResult> Measure(RowMeasurement measurement, IReadOnlyList<Peer> peers)
    {
        List<Run> runs = [];
        IReadOnlyList<PeerResult> results = measurement.Measure([.. peers.Where(static peer => peer.WhyNot(WorkloadCatalog.Tails) is null).Select(Entrant)]);
        return [.. results.Zip(runs, static (result, run) => new TailResult(result.Peer, result.Sum, run.Times!()))];

        Entrant Entrant(Peer peer) => new(peer.Name, () =>
        {
            runs.Add(peer.Bind(WorkloadCatalog.Tails));
            return runs[^1];
        });
    }

    /// <summary>The time that this share of the operations didn't exceed, in nanoseconds.</summary>
    /// <param name="percentile">0 to 100.</param>
    public double Nanoseconds(double percentile) => Times.GetValueAtPercentile(percentile) * (NanosecondsPerSecond / Stopwatch.Frequency);
}

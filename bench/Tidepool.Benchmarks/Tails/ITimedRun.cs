using HdrHistogram;

namespace Tidepool.Benchmarks.Tails;

/// <summary>A run that times each of its operations.</summary>
internal interface ITimedRun
{
    /// <summary>The time of each operation since this was last called, in ticks of the stopwatch. Between turns.</summary>
    public HistogramBase TakeTimes();
}

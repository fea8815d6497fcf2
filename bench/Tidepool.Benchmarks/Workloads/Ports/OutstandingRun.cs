using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>A run that holds buffers between turns and knows how many bytes it asked for.</summary>
internal abstract class OutstandingRun : Run
{
    /// <summary>Gets the bytes asked for and not yet returned, between turns.</summary>
    public abstract long BytesAsked { get; }
}

namespace Tidepool.Benchmarks.Measurement;

/// <summary>What one turn of one peer cost, or several turns together.</summary>
/// <param name="Operations">Operations done.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Paused">The part of it in which the collector paused the process.</param>
/// <param name="AllocatedBytes">Bytes allocated: by the thread, or by the process where a run has several threads.</param>
/// <param name="Collections">Collections that began during the turn.</param>
internal readonly record struct Turn(long Operations, TimeSpan Elapsed, TimeSpan Paused, long AllocatedBytes, Collections Collections)
{
    /// <summary>Gets nanoseconds per operation.</summary>
    public double Nanoseconds => Elapsed.TotalNanoseconds / Operations;

    public static Turn operator +(Turn left, Turn right) => new(
        left.Operations + right.Operations,
        left.Elapsed + right.Elapsed,
        left.Paused + right.Paused,
        left.AllocatedBytes + right.AllocatedBytes,
        left.Collections + right.Collections);
}

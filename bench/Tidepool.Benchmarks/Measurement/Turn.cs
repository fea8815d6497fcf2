namespace Tidepool.Benchmarks.Measurement;

/// <summary>What one turn of one peer cost, or several turns together.</summary>
/// <param name="Operations">Operations done.</param>
/// <param name="Elapsed">Wall-clock time.</param>
/// <param name="Paused">The part of it in which the collector paused the process.</param>
/// <param name="AllocatedBytes">Bytes allocated: by the thread, or by the process where a run has several threads.</param>
/// <param name="Gen0">Collections of any generation.</param>
/// <param name="Gen1">Those of generation 1 or 2.</param>
/// <param name="Gen2">Those of generation 2.</param>
internal readonly record struct Turn(long Operations, TimeSpan Elapsed, TimeSpan Paused, long AllocatedBytes, int Gen0, int Gen1, int Gen2)
{
    /// <summary>Gets nanoseconds per operation.</summary>
    public double Nanoseconds => Elapsed.TotalNanoseconds / Operations;

    /// <summary>Gets the collections as reports show them, each counted in the oldest generation it collected.</summary>
    public string Collections => $"{Gen0 - Gen1}/{Gen1 - Gen2}/{Gen2}";

    public static Turn operator +(Turn left, Turn right) => new(
        left.Operations + right.Operations,
        left.Elapsed + right.Elapsed,
        left.Paused + right.Paused,
        left.AllocatedBytes + right.AllocatedBytes,
        left.Gen0 + right.Gen0,
        left.Gen1 + right.Gen1,
        left.Gen2 + right.Gen2);
}

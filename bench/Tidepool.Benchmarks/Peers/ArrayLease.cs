namespace Tidepool.Benchmarks.Peers;

/// <summary>A bare array as a struct, so that workloads are compiled for each peer on its own (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct ArrayLease(byte[] array)
{
    /// <summary>Gets the rented array.</summary>
    public byte[] Array { get; } = array;
}

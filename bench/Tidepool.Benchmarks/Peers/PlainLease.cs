namespace Tidepool.Benchmarks.Peers;

/// <summary>A <see cref="PlainBuffer"/> as a struct (see <see cref="IPeer{TSelf,TLease}"/>).</summary>
internal readonly struct PlainLease(PlainBuffer buffer)
{
    /// <summary>Gets the buffer.</summary>
    public PlainBuffer Buffer { get; } = buffer;
}

namespace Tidepool.Benchmarks.Peers;

/// <summary>An array and an object that has it: the least that a pool with an object for each buffer keeps.</summary>
internal sealed class PlainBuffer(int size)
{
    /// <summary>Gets the array.</summary>
    public byte[] Array { get; } = new byte[size];
}

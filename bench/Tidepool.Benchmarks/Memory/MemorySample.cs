namespace Tidepool.Benchmarks.Memory;

/// <summary>What a process held at one moment.</summary>
/// <param name="Seconds">Seconds since the quiet began.</param>
/// <param name="HeapBytes">Bytes on the managed heap, less those before the pool was made.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory of the process.</param>
internal sealed record MemorySample(double Seconds, long HeapBytes, long WorkingSetBytes)
{
    /// <summary>Gets the bytes the pool says it holds; null where it doesn't say.</summary>
    public long? PoolBytes { get; init; }

    /// <summary>Gets the different buffers touched by the last 1,000 rents, in rows that count them.</summary>
    public int? Distinct { get; init; }

    /// <summary>Gets the bytes asked for that are still out, in rows that hold buffers.</summary>
    public long? AskedBytes { get; init; }

    /// <summary>Gets the bytes beside the heap, less those before, in rows that count them.</summary>
    public long? NativeBytes { get; init; }

    /// <summary>Gets the time of a full collection, in rows that time it.</summary>
    public double? CollectionMilliseconds { get; init; }
}

namespace Tidepool.Benchmarks.Processes;

/// <summary>What a process held at one moment; and, in rows that measure it, what it had done until then.</summary>
/// <param name="Seconds">Seconds since the quiet began.</param>
/// <param name="HeapBytes">Bytes on the managed heap, less those before the pool was made.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory of the process.</param>
internal sealed record Sample(double Seconds, long HeapBytes, long WorkingSetBytes)
{
    /// <summary>Gets the bytes the pool says it holds; null where it doesn't say.</summary>
    public long? PoolBytes { get; init; }

    /// <summary>Gets the different buffers touched by 1,000 rents.</summary>
    public int? Distinct { get; init; }

    /// <summary>Gets the bytes asked for that are still out.</summary>
    public long? AskedBytes { get; init; }

    /// <summary>Gets the bytes beside the heap, less those before.</summary>
    public long? NativeBytes { get; init; }

    /// <summary>Gets the time of a full collection.</summary>
    public double? CollectionMilliseconds { get; init; }

    /// <summary>Gets the processor time per message, of all threads.</summary>
    public double? ProcessorNanoseconds { get; init; }

    /// <summary>Gets the wall-clock time per message.</summary>
    public double? ElapsedNanoseconds { get; init; }

    /// <summary>Gets the buffers made after the warm-up.</summary>
    public long? Made { get; init; }
}

namespace Tidepool.Benchmarks.Processes;

/// <summary>What a process held at one moment; and, in rows that measure it, what it had done until then.</summary>
/// <param name="Seconds">Seconds since the quiet began.</param>
/// <param name="HeapBytes">Bytes on the managed heap, less those before the pool was made.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory of the process.</param>
/// <param name="PoolBytes">The bytes the pool says it holds; null where it doesn't say.</param>
/// <param name="Distinct">The different buffers touched by 1,000 rents.</param>
/// <param name="AskedBytes">The bytes asked for that are still out.</param>
/// <param name="NativeBytes">The bytes beside the heap, less those before.</param>
/// <param name="CollectionMilliseconds">The time of a full collection.</param>
/// <param name="ProcessorNanoseconds">The processor time per message, of all threads.</param>
/// <param name="ElapsedNanoseconds">The wall-clock time per message.</param>
/// <param name="Made">The buffers made after the warm-up.</param>
internal sealed record Sample(
    double Seconds,
    long HeapBytes,
    long WorkingSetBytes,
    long? PoolBytes = null,
    int? Distinct = null,
    long? AskedBytes = null,
    long? NativeBytes = null,
    double? CollectionMilliseconds = null,
    double? ProcessorNanoseconds = null,
    double? ElapsedNanoseconds = null,
    long? Made = null);

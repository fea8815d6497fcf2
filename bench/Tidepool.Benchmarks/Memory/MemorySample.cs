namespace Tidepool.Benchmarks.Memory;

/// <summary>What a process held at one moment.</summary>
/// <param name="Seconds">Seconds since the quiet began.</param>
/// <param name="HeapBytes">Bytes on the managed heap, less those before the pool was made.</param>
/// <param name="PoolBytes">Bytes the pool says it holds; null where it doesn't say.</param>
/// <param name="WorkingSetBytes">Bytes of physical memory of the process.</param>
/// <param name="Distinct">Different buffers touched by the last 1,000 rents, in rows that count them.</param>
/// <param name="AskedBytes">Bytes asked for and still out, in rows that hold buffers.</param>
/// <param name="NativeBytes">Bytes beside the heap, less those before, in rows that count them.</param>
/// <param name="CollectionMilliseconds">The time of a full collection, in rows that time it.</param>
internal sealed record MemorySample(
    double Seconds,
    long HeapBytes,
    long? PoolBytes,
    long WorkingSetBytes,
    int? Distinct,
    long? AskedBytes,
    long? NativeBytes = null,
    double? CollectionMilliseconds = null);

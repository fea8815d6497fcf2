namespace Tidepool.Benchmarks.Kestrel;

/// <summary>What a server's process says of itself.</summary>
/// <param name="ProcessorSeconds">Processor time since its start.</param>
/// <param name="AllocatedBytes">Managed bytes allocated since its start.</param>
/// <param name="HeapBytes">Managed bytes on the heap; after a full collection, where one was asked for.</param>
/// <param name="PoolBytes">Bytes of the pool's blocks: all for Tidepool, the idle ones for Kestrel's own, which doesn't tell of others.</param>
internal sealed record ServerState(double ProcessorSeconds, long AllocatedBytes, long HeapBytes, long PoolBytes);

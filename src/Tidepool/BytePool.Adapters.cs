using System.Buffers;
using Tidepool.Adapters;

namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>Made when first asked for.</summary>
    private MemoryPoolAdapter? _memoryPool;

    /// <summary>This pool for APIs that take a <see cref="MemoryPool{T}"/>, such as pipelines.</summary>
    /// <returns>The same adapter each time. It counts as this pool in statistics, budget and mode. Disposing it does nothing; this pool stays open.</returns>
    /// <remarks>
    /// <para>An owner's memory has exactly the length asked for, and 4,096 bytes where none is given. Its <see cref="IDisposable.Dispose"/> may be called any number of
    /// times, on any thread; <see cref="IMemoryOwner{T}.Memory"/> then throws <see cref="ObjectDisposedException"/>.</para>
    /// <para>Each rent allocates its owner. A recycled owner would be the very object that a stale reference points at, so the stale
    /// <see cref="IDisposable.Dispose"/> could free the next renter's buffer. <see cref="Rent"/> allocates nothing.</para>
    /// </remarks>
    public MemoryPool<byte> AsMemoryPool() =>
        Volatile.Read(ref _memoryPool) ?? Interlocked.CompareExchange(ref _memoryPool, new MemoryPoolAdapter(this), null) ?? _memoryPool;
}

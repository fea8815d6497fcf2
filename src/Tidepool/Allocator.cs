using System.Buffers;
using Tidepool.Diagnosis;

namespace Tidepool;

/// <summary>A reusable handle that holds one buffer at a time, like gomempool's allocator.</summary>
/// <remarks>
/// <para>A class, so it can be kept in a field and reused without allocating. For a buffer that lives within one method, or moves between
/// threads, <see cref="ByteLease"/> is the lighter handle.</para>
/// <para>An allocator must not be used by several threads at once. The pool behind it may be.</para>
/// <para>If an allocator is dropped while it holds a buffer, the buffer goes to the garbage collector; the pool's statistics count it
/// (<see cref="BucketStatistics.Abandoned"/>).</para>
/// </remarks>
public sealed class Allocator : IMemoryOwner<byte>
{
    private readonly BytePool _pool;

    /// <summary>The lease held; default if none is.</summary>
    private ByteLease _lease;

    /// <summary>Whether it has held a buffer before.</summary>
    private bool _hasReturned;

    internal Allocator(BytePool pool) => _pool = pool;

    /// <summary>Whether a buffer is held.</summary>
    public bool IsAllocated => !_lease.IsReturned;

    /// <summary>The bytes of the buffer: as many as were requested.</summary>
    /// <exception cref="BufferAlreadyReturnedException">Nothing is held.</exception>
    public Memory<byte> Memory => Held.Memory;

    /// <summary>The bytes of the buffer: as many as were requested.</summary>
    /// <exception cref="BufferAlreadyReturnedException">Nothing is held.</exception>
    public Span<byte> Span => Held.Span;

    /// <summary>The number of bytes that were requested.</summary>
    /// <exception cref="BufferAlreadyReturnedException">Nothing is held.</exception>
    public int Length => Held.Length;

    /// <summary>The size of the buffer in bytes: at least <see cref="Length"/>.</summary>
    /// <exception cref="BufferAlreadyReturnedException">Nothing is held.</exception>
    public int Capacity => Held.Capacity;

    private ByteLease Held => IsAllocated ? _lease : throw new BufferAlreadyReturnedException(_hasReturned
        ? "The allocator holds no buffer: it has returned what it held. Call Allocate before each use, and return each buffer once."
        : "The allocator holds no buffer: it has not allocated one yet. Call Allocate first.");

    /// <summary>Rents a buffer from the pool.</summary>
    /// <param name="size">How many bytes: 0 to <see cref="Array.MaxLength"/>.</param>
    /// <returns>Exactly <paramref name="size"/> bytes, valid until the return. Their contents are arbitrary,
    /// unless the pool clears its buffers.</returns>
    /// <exception cref="BufferAlreadyAllocatedException">A buffer is already held. It stays held.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is negative or over <see cref="Array.MaxLength"/>.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    public Memory<byte> Allocate(int size)
    {
        if (IsAllocated)
        {
            throw new BufferAlreadyAllocatedException(
                $"The allocator already holds a buffer of {Quantity.Bytes(_lease.Length)}, so it can't allocate another of {size:N0}. "
                    + "Return the first, or use a second allocator.");
        }

        ByteLease lease = _pool.Rent(size);
        try
        {
            // In checked mode, this allocates.
            Memory<byte> memory = lease.Memory;
            _lease = lease;
            return memory;
        }
        catch
        {
            lease.Return();
            throw;
        }
    }

    /// <summary>Returns the buffer to the pool. The allocator may be used again.</summary>
    /// <exception cref="BufferAlreadyReturnedException">Nothing is held.</exception>
    public void Return()
    {
        ByteLease lease = Held;
        _lease = default;
        _hasReturned = true;
        lease.Return();
    }

    /// <summary>Returns the buffer to the pool, if one is held. May be called any number of times; the allocator may be used again.</summary>
    public void Dispose()
    {
        if (IsAllocated)
        {
            Return();
        }
    }
}

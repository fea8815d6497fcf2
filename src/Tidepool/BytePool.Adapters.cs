using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Adapters;
using Tidepool.Slots;

namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>Made on first use.</summary>
    private MemoryPool<byte>? _memoryPool;

    /// <summary>The adapter that reuses its owners. Made on first use.</summary>
    private MemoryPool<byte>? _reusingMemoryPool;

    /// <summary>Made on first use.</summary>
    private ArrayPool<byte>? _arrayPool;

    /// <summary>Adapts this pool to APIs that take an <see cref="ArrayPool{T}"/>.</summary>
    /// <returns>The same adapter on every call. Its rents count towards this pool's statistics and budget, and the pool's mode applies.</returns>
    /// <remarks>
    /// <para>The adapter keeps the contract of that type: an array has at least the length asked for, a length of 0 gets a shared empty array,
    /// and contents are left alone unless clearing is asked for. Beyond that contract, returning an array that wasn't rented here throws
    /// <see cref="ArgumentException"/>, and returning one that has already been returned throws <see cref="BufferAlreadyReturnedException"/>.</para>
    /// <para>An array carries no generation: once it has been rented again, a second return by its first renter can't be told from the new renter's
    /// return. With a lease it can. In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, returned arrays are held in quarantine,
    /// filled with a pattern, and writes to them are detected. Guarded mode does no more than that here: the managed heap has no inaccessible pages.</para>
    /// </remarks>
    public ArrayPool<byte> AsArrayPool() =>
        Volatile.Read(ref _arrayPool) ?? Interlocked.CompareExchange(ref _arrayPool, NewArrayPool(), null) ?? _arrayPool;

    /// <summary>Rents a sequence of any length, made of several of the pool's buffers, so that no large array is needed.</summary>
    /// <param name="length">How many bytes: 0 or more.</param>
    /// <param name="segmentSize">The size in bytes of every buffer but the last: 1 to <see cref="Array.MaxLength"/>. If null (the default),
    /// the size of the pool's buffers that hold 65,536 bytes, which is below the threshold of the large-object heap,
    /// or <see cref="MaxSize"/> if that is smaller.</param>
    /// <returns>A lease of exactly <paramref name="length"/> bytes. Their contents are whatever they held before, unless the pool clears.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. Nothing is rented.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for it. Nothing is rented.</exception>
    public SequenceLease RentSequence(long length, int? segmentSize = null) => SequenceLease.Rent(this, length, segmentSize);

    /// <summary>Rents a block for Kestrel: an owner whose memory is backed by an array in every mode,
    /// since sockets send several blocks in one call by their arrays.</summary>
    /// <remarks>The owner stays with its slot and is reused, so that nothing is allocated. In checked and guarded mode,
    /// every rent makes a new one.</remarks>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="InsufficientMemoryException">The budget doesn't allow it.</exception>
    internal IMemoryOwner<byte> RentBlock(int size)
    {
        Slot slot = RentArray(size);
        return _engine.TracksArrays ? new WatchedBlock(slot) : LeaseOwner.StayingWithSlotOf(new ByteLease(slot));
    }

    /// <summary>Rents a slot whose array may be exposed as a whole.</summary>
    internal Slot RentArray(int size)
    {
        Slot slot = TryRentHot(size) ?? TryRentCold(size, asArray: true) ?? throw _engine.OverBudget(size);
        slot.RecordIfDue();
        return slot;
    }

    /// <summary>The size of the parts into which longer data is divided: the size that was asked for, or else that of the pool's buffers
    /// for <paramref name="usual"/> bytes, at most <see cref="MaxSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size that was asked for is less than 1 or more than an array can have.</exception>
    internal int PartSize(int? asked, int usual, [CallerArgumentExpression(nameof(asked))] string? name = null) =>
        asked is not { } size ? _engine.Classes[_engine.Classes.IndexOf(Math.Min(usual, MaxSize))]
        : size >= 1 && size <= Array.MaxLength ? size
        : throw new ArgumentOutOfRangeException(name, size, $"The size must be 1 to {Array.MaxLength:N0} bytes.");

    /// <summary>Rents a buffer and copies a sequence into it. The sequence must be no longer than an array can be.</summary>
    internal ByteLease RentCopyOf(in ReadOnlySequence<byte> sequence)
    {
        ByteLease lease = Rent((int)sequence.Length);
        sequence.CopyTo(lease.Span);
        return lease;
    }

    private ArrayPool<byte> NewArrayPool() => _engine.TracksArrays ? new TrackedArrayPoolAdapter(this) : new ArrayPoolAdapter(this);

    /// <summary>Adapts this pool to APIs that take a <see cref="MemoryPool{T}"/>, such as pipelines.</summary>
    /// <returns>The same adapter on every call. Its rents count towards this pool's statistics and budget, and the pool's mode applies. Disposing it does
    /// nothing; this pool stays open.</returns>
    /// <remarks>
    /// <para>An owner's memory has exactly the length asked for, or 4,096 bytes if none was given.
    /// Its <see cref="IDisposable.Dispose"/> may be called any number of times, on any thread;
    /// afterwards <see cref="IMemoryOwner{T}.Memory"/> throws <see cref="ObjectDisposedException"/>.</para>
    /// <para>Each rent allocates its owner, 32 bytes. A reused owner would be the very object that a stale reference points to, so a stale
    /// <see cref="IDisposable.Dispose"/> could return the next renter's buffer. If no owner is ever disposed twice,
    /// <see cref="AsMemoryPool(bool)"/> avoids this allocation; <see cref="Rent(int)"/> allocates nothing at all.</para>
    /// </remarks>
    public MemoryPool<byte> AsMemoryPool() => AsMemoryPool(reuseOwners: false);

    /// <summary>Adapts this pool to APIs that take a <see cref="MemoryPool{T}"/>, optionally without allocating an owner for each rent.</summary>
    /// <param name="reuseOwners">True to reuse each owner once it has been disposed, so that a rent that finds an idle buffer allocates nothing.
    /// <b>Only for callers that dispose each owner once</b>, as pipelines and Kestrel do: a second <see cref="IDisposable.Dispose"/> may return the buffer
    /// of the code that has rented the owner since. False for the adapter of <see cref="AsMemoryPool()"/>, where a second one is harmless.</param>
    /// <returns>The same adapter on every call with the same argument.</returns>
    /// <remarks>In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode no owner is reused,
    /// and a second <see cref="IDisposable.Dispose"/> of an owner that would have been is reported to
    /// <see cref="BytePoolOptions.OnMisuse"/> as <see cref="MisuseKind.ReturnedTwice"/>, so tests in these modes show whether a caller may pass true.
    /// Everything else is as for <see cref="AsMemoryPool()"/>.</remarks>
    public MemoryPool<byte> AsMemoryPool(bool reuseOwners)
    {
        ref MemoryPool<byte>? known = ref reuseOwners ? ref _reusingMemoryPool : ref _memoryPool;
        return Volatile.Read(ref known) ?? Interlocked.CompareExchange(ref known, NewMemoryPool(reuseOwners), null) ?? known;
    }

    private MemoryPool<byte> NewMemoryPool(bool reuseOwners) =>
        !reuseOwners ? new MemoryPoolAdapter(this)
        : _engine.TracksArrays ? new WatchedMemoryPoolAdapter(this)
        : new ReusingMemoryPoolAdapter(this);
}

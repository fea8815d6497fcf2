using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Adapters;
using Tidepool.Slots;

namespace Tidepool;

public sealed partial class BytePool
{
    /// <summary>Made when first asked for.</summary>
    private MemoryPool<byte>? _memoryPool;

    /// <summary>The one that uses owners again. Made when first asked for.</summary>
    private MemoryPool<byte>? _reusingMemoryPool;

    /// <summary>Made when first asked for.</summary>
    private ArrayPool<byte>? _arrayPool;

    /// <summary>This pool for APIs that take an <see cref="ArrayPool{T}"/>.</summary>
    /// <returns>The same adapter each time. What it rents counts in this pool's statistics and budget, and the pool's mode applies.</returns>
    /// <remarks>
    /// <para>Keeps that type's contract: an array has at least the length asked for, 0 gives a shared empty one,
    /// contents stay as they are unless clearing is asked for. Beyond that contract, returning an array that isn't rented from here throws
    /// <see cref="ArgumentException"/>, and returning one that has been returned already throws <see cref="BufferAlreadyReturnedException"/>.</para>
    /// <para>An array carries no generation: once it has been rented here again, a second return by the first renter can't be told from the new renter's
    /// return. With a lease it can. In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode returned arrays lie in quarantine,
    /// filled with a pattern, and writes to them are found. Guarded mode does no more than that here: the managed heap has no inaccessible pages.</para>
    /// </remarks>
    public ArrayPool<byte> AsArrayPool() =>
        Volatile.Read(ref _arrayPool) ?? Interlocked.CompareExchange(ref _arrayPool, NewArrayPool(), null) ?? _arrayPool;

    /// <summary>Rents a sequence of any length, in buffers of the pool, so that no large array is needed.</summary>
    /// <param name="length">How many bytes: 0 or more.</param>
    /// <param name="segmentSize">Bytes of each buffer but the last: 1 to <see cref="Array.MaxLength"/>. Null, the default,
    /// stands for the size of the pool's buffers that hold 65,536, which is below what goes to the large-object heap,
    /// or for its <see cref="MaxSize"/> where none does.</param>
    /// <returns>A lease of exactly <paramref name="length"/> bytes. Their contents are whatever they held before, unless the pool clears.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="InsufficientMemoryException">The pool's budget doesn't allow it. Nothing is rented.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for it. Nothing is rented.</exception>
    public SequenceLease RentSequence(long length, int? segmentSize = null) => SequenceLease.Rent(this, length, segmentSize);

    /// <summary>Rents a block for Kestrel: an owner whose memory is an array's in every mode,
    /// since sockets send several blocks at once by their arrays.</summary>
    /// <remarks>The owner stays with its slot and is used again, so that nothing is allocated; not in checked and guarded mode,
    /// where there is one for each rent.</remarks>
    /// <exception cref="ObjectDisposedException">The pool has been disposed.</exception>
    /// <exception cref="InsufficientMemoryException">The budget doesn't allow it.</exception>
    internal IMemoryOwner<byte> RentBlock(int size)
    {
        Slot slot = RentArray(size);
        return _engine.TracksArrays ? new WatchedBlock(slot) : LeaseOwner.StayingWithSlotOf(new ByteLease(slot));
    }

    /// <summary>Rents a slot whose array may be shown whole.</summary>
    internal Slot RentArray(int size)
    {
        Slot slot = TryRentHot(size) ?? TryRentCold(size, asArray: true) ?? throw _engine.OverBudget(size);
        slot.RecordIfDue();
        return slot;
    }

    /// <summary>How large the parts of something longer are: as asked for, or else a whole buffer of the pool,
    /// the one for the usual size or the largest.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No part can be so large.</exception>
    internal int PartSize(int? asked, int usual, [CallerArgumentExpression(nameof(asked))] string? name = null) =>
        asked is not { } size ? _engine.Classes[_engine.Classes.IndexOf(Math.Min(usual, MaxSize))]
        : size >= 1 && size <= Array.MaxLength ? size
        : throw new ArgumentOutOfRangeException(name, size, $"Use 1 to {Array.MaxLength:N0} bytes.");

    /// <summary>Rents a buffer with the bytes of a sequence, which are no more than an array holds.</summary>
    internal ByteLease RentCopyOf(in ReadOnlySequence<byte> sequence)
    {
        ByteLease lease = Rent((int)sequence.Length);
        sequence.CopyTo(lease.Span);
        return lease;
    }

    private ArrayPool<byte> NewArrayPool() => _engine.TracksArrays ? new TrackedArrayPoolAdapter(this) : new ArrayPoolAdapter(this);

    /// <summary>This pool for APIs that take a <see cref="MemoryPool{T}"/>, such as pipelines.</summary>
    /// <returns>The same adapter each time. What it rents counts in this pool's statistics and budget, and the pool's mode applies. Disposing it does nothing;
    /// this pool stays open.</returns>
    /// <remarks>
    /// <para>An owner's memory has exactly the length asked for, or 4,096 bytes if none is given.
    /// Its <see cref="IDisposable.Dispose"/> may be called any number of times, on any thread;
    /// <see cref="IMemoryOwner{T}.Memory"/> then throws <see cref="ObjectDisposedException"/>.</para>
    /// <para>Each rent allocates its owner, 32 bytes. A recycled owner would be the very object that a stale reference points at, so a stale
    /// <see cref="IDisposable.Dispose"/> could free the next renter's buffer. Where nobody disposes an owner twice,
    /// <see cref="AsMemoryPool(bool)"/> avoids this allocation; <see cref="Rent(int)"/> allocates nothing at all.</para>
    /// </remarks>
    public MemoryPool<byte> AsMemoryPool() => AsMemoryPool(reuseOwners: false);

    /// <summary>This pool for APIs that take a <see cref="MemoryPool{T}"/>, with the choice to allocate nothing.</summary>
    /// <param name="reuseOwners">True to use each owner again once it is disposed, so that a rent that finds a buffer allocates nothing.
    /// <b>Only for callers that dispose each owner once</b>, as pipelines and Kestrel do: a second <see cref="IDisposable.Dispose"/> may give back the buffer
    /// of whoever has rented the owner since. False for what <see cref="AsMemoryPool()"/> gives, where a second one is harmless.</param>
    /// <returns>The same adapter each time, one for each choice.</returns>
    /// <remarks>In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode no owner is used again,
    /// and a second <see cref="IDisposable.Dispose"/> of one that might have been is reported to
    /// <see cref="BytePoolOptions.OnMisuse"/> as <see cref="MisuseKind.ReturnedTwice"/>: so tests in these modes show whether a caller may use true.
    /// Everything else is as in <see cref="AsMemoryPool()"/>.</remarks>
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

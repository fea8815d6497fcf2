using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tidepool.Adapters;
using Tidepool.Diagnosis;
using Tidepool.Slots;

namespace Tidepool;

/// <summary>The right to use one buffer of a <see cref="BytePool"/> until it is returned.</summary>
/// <remarks>
/// <para>
/// A struct of two words, the slot and the generation under which it was rented; renting allocates nothing. Copies are the same lease:
/// returning one returns them all. Every use is checked, in release builds too: after the return, every copy throws
/// <see cref="BufferAlreadyReturnedException"/>, even if the buffer has been rented again.
/// </para>
/// <para>
/// A lease may be passed freely between threads and returned on any of them. If two threads return one lease within the same few nanoseconds,
/// both calls may succeed, with the effect of one: the buffer goes back once. Every return that begins after another has ended throws.
/// </para>
/// <para>
/// A <see cref="Span{T}"/> taken from a lease is not checked after the return, nor is a <see cref="Memory{T}"/> outside checked and guarded mode: they still
/// point to the buffer, which may be another caller's by then. Don't keep them longer than the lease.
/// </para>
/// <para>
/// Keeping a returned lease doesn't keep its buffer alive once the pool releases it. If a lease is dropped without being returned, it is garbage-collected
/// together with its buffer, and the pool's statistics count it.
/// </para>
/// </remarks>
public readonly struct ByteLease : IDisposable, IEquatable<ByteLease>
{
    private readonly Slot? _slot;

    /// <summary>The generation of <see cref="_slot"/> during this rent.</summary>
    private readonly long _generation;

    /// <param name="slot">A slot that the caller has just rented.</param>
    internal ByteLease(Slot slot)
    {
        _slot = slot;
        _generation = slot.LeaseGeneration;
    }

    /// <param name="slot">A slot that the caller has just rented.</param>
    /// <param name="generation">Its generation.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ByteLease(Slot slot, long generation)
    {
        _slot = slot;
        _generation = generation;
    }

    /// <summary>The leased bytes: exactly <see cref="Length"/> of them.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public Span<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Slot? slot = _slot;
            if (slot is null || !LeaseCheck.Agrees(slot, _generation))
            {
                return SpanElsewhere(slot, _generation);
            }

            // The array is an empty one if another thread has just returned the lease and the pool has dropped the buffer.
            byte[] array = slot.Array;
            int length = slot.Length;
            if (length > array.Length)
            {
                return SpanElsewhere(slot, _generation);
            }

            // SAFETY: the length is no more than that of the array that was read, whatever becomes of the slot meanwhile.
            return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array), length);
        }
    }

    /// <summary>The leased bytes: exactly <see cref="Length"/> of them.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public Memory<byte> Memory
    {
        get
        {
            Slot? slot = _slot;
            if (slot is not null && LeaseCheck.Agrees(slot, _generation))
            {
                byte[] array = slot.Array;
                int length = slot.Length;
                if (length <= array.Length)
                {
                    return new Memory<byte>(array, 0, length);
                }
            }

            return NotDefault(slot).MemoryUnder(_generation);
        }
    }

    /// <summary>The number of bytes that were requested.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public int Length => Checked().Length;

    /// <summary>The size of the buffer in bytes, at least <see cref="Length"/>: that of its bucket, unless it is too large for any.</summary>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public int Capacity
    {
        get
        {
            // Read before the check: the buffer may be dropped after the return.
            int capacity = NotDefault(_slot).Capacity;
            Volatile.ReadBarrier();
            Checked();
            return capacity;
        }
    }

    /// <summary>Whether the lease gives no access to a buffer: it has been returned, or is <c>default</c>.</summary>
    public bool IsReturned => _slot is null || (Volatile.Read(ref _slot.Generation) != _generation && _slot.IsStale(_generation));

    /// <summary>Returns the buffer to the pool. Strict: a second return throws.</summary>
    /// <remarks>A thread that returns its own resident makes a call, some compares and one store: no interlocked operation, no lock. On another thread, it
    /// takes one interlocked operation. Returning a shared buffer takes one or a few, and a lock only if the cap is reached. With
    /// <see cref="BytePoolOptions.ClearOnReturn"/> every buffer is shared.</remarks>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned already, by this copy or another. Nothing else happens.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return()
    {
        if (!TryReturn(_slot, _generation))
        {
            ThrowStale(_slot, _generation);
        }
    }

    /// <summary>Returns the buffer to the pool, unless it has been returned already. May be called any number of times, even on <c>default</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose() => TryReturn(_slot, _generation);

    /// <summary>Converts the lease to an <see cref="IMemoryOwner{T}"/> of all its bytes, for code that doesn't use leases. The lease ends.</summary>
    /// <returns>The new owner. Its holder has to dispose it.</returns>
    /// <inheritdoc cref="ToMemoryOwner(int)" path="/remarks"/>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned, or converted already.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public IMemoryOwner<byte> ToMemoryOwner() => ToMemoryOwner(Length);

    /// <summary>Converts the lease to an <see cref="IMemoryOwner{T}"/> of its first bytes, for code that rents the most it may need
    /// and only learns afterwards how much that was. The lease ends; nothing is copied.</summary>
    /// <param name="length">How many bytes: 0 to <see cref="Length"/>.</param>
    /// <returns>The new owner: its memory has exactly <paramref name="length"/> bytes. Its holder has to dispose it, which returns the whole buffer
    /// and may be done any number of times, on any thread. Afterwards <see cref="IMemoryOwner{T}.Memory"/> throws
    /// <see cref="ObjectDisposedException"/>.</returns>
    /// <remarks>
    /// <para>From then on this lease and all its copies are stale, as after a return: every use throws <see cref="BufferAlreadyReturnedException"/>,
    /// and <see cref="Dispose"/> does nothing. So the rent may still be a <c>using</c> declaration, which returns the buffer if the method throws
    /// before it converts the lease.</para>
    /// <para>Allocates the owner, 32 bytes. The statistics count neither a rent nor a return.
    /// In <see cref="PoolMode.Checked"/> and <see cref="PoolMode.Guarded"/> mode, bytes written past the first <paramref name="length"/> from then on
    /// are reported as an overrun when the owner is disposed.</para>
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is negative or over <see cref="Length"/>. The lease stays as it is.</exception>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned, or converted already.</exception>
    /// <exception cref="InvalidOperationException">The lease is <c>default</c>: it was never rented.</exception>
    public IMemoryOwner<byte> ToMemoryOwner(int length)
    {
        int present = Length;
        if ((uint)length > (uint)present)
        {
            throw new ArgumentOutOfRangeException(nameof(length), length, $"The lease has {Quantity.Bytes(present)}: "
                + $"pass a length of 0 to {present:N0}, or rent more.");
        }

        return LeaseOwner.TakingOver(this, length);
    }

    /// <summary>Whether both stem from the same rent.</summary>
    /// <param name="other">Another lease.</param>
    /// <returns>True for copies of one lease.</returns>
    public bool Equals(ByteLease other) => _slot == other._slot && _generation == other._generation;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ByteLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot is null ? 0 : RuntimeHelpers.GetHashCode(_slot), _generation);

    /// <summary>Describes the lease for a debugger or a log. Never throws.</summary>
    /// <returns>Its sizes, or that it has been returned.</returns>
    public override string ToString() =>
        _slot is null ? "default: never rented"
        : IsReturned ? "returned"
        : string.Create(CultureInfo.InvariantCulture, $"{Quantity.Bytes(_slot.Length)} in a buffer of {_slot.Capacity:N0}");

    /// <summary>Whether both stem from the same rent.</summary>
    /// <param name="left">A lease.</param>
    /// <param name="right">Another lease.</param>
    /// <returns>True for copies of one lease.</returns>
    public static bool operator ==(ByteLease left, ByteLease right) => left.Equals(right);

    /// <summary>Whether they stem from different rents.</summary>
    /// <param name="left">A lease.</param>
    /// <param name="right">Another lease.</param>
    /// <returns>False for copies of one lease.</returns>
    public static bool operator !=(ByteLease left, ByteLease right) => !left.Equals(right);

    /// <summary>The slot; null in a <c>default</c> lease.</summary>
    internal Slot? Slot => _slot;

    /// <summary>The slot's generation during this rent.</summary>
    internal long Generation => _generation;

    /// <summary>Returns the buffer, if it hasn't been returned yet.</summary>
    /// <returns>False if it has.</returns>
    internal bool TryReturn() => TryReturn(_slot, _generation);

    private Slot Checked()
    {
        Slot slot = NotDefault(_slot);
        if (!LeaseCheck.Agrees(slot, _generation) && slot.IsStale(_generation))
        {
            throw slot.StaleError(_generation, MisuseKind.UsedAfterReturn);
        }

        return slot;
    }

    /// <summary>Handles a lease that is stale or default, or whose slot keeps its bytes elsewhere.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Span<byte> SpanElsewhere(Slot? slot, long generation) => NotDefault(slot).SpanUnder(generation);

    /// <summary>Never inlined, so that the page it reads is that of the thread that runs it: see <see cref="StackPage"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReturn(Slot? slot, long generation)
    {
        if (slot is not null && slot.Owner.Page == StackPage.Current && LeaseCheck.Agrees(slot, generation))
        {
            // Only this thread rents the slot, so nothing can come between the compare and the store, except another thread's return
            // of the same lease: a misuse, which then passes twice but still leaves the slot idle once.
            slot.ReturnByOwner(generation);
            return true;
        }

        return TryReturnElsewhere(slot, generation);
    }

    /// <summary>Handles a lease that is stale or default, or whose slot isn't the running thread's own.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReturnElsewhere(Slot? slot, long generation) => slot is not null && slot.TryReturnElsewhere(generation);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowStale(Slot? slot, long generation) => throw NotDefault(slot).StaleError(generation, MisuseKind.ReturnedTwice);

    private static Slot NotDefault(Slot? slot) => slot ?? throw new InvalidOperationException(
        $"This {nameof(ByteLease)} is default: it was never rented. Get one from {nameof(BytePool)}.{nameof(BytePool.Rent)}.");
}

using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>One buffer with the number that says whether it is idle or out: what a lease refers to.</summary>
/// <remarks>
/// The owner thread of a resident changes the generation by plain stores, as does a thread that has popped the slot from the shared stack. All other
/// threads use compare-exchange. The owner writes the generation and then checks that the slot is still its own; an evictor takes the slot away, issues a
/// process-wide barrier, and then reads the generation. One of the two sees the other, so the owner needs no barrier.
/// <para>72 bytes without padding: a slot's neighbor in memory is its own buffer, not another slot.</para>
/// </remarks>
internal class Slot
{
    /// <summary>The <see cref="Index"/> of a slot without an owner whose present rent was recorded.</summary>
    internal const byte Traced = byte.MaxValue;

    /// <summary>The adapter's object for this slot, reused from rent to rent: an owner of its memory, or the mark of a rent as an array.
    /// Null until an adapter needs one.</summary>
    internal object? Companion;

    // From here to ReturnStep: the fields of the fast path, on one or two cache lines. The runtime lays out references first, in this order.

    /// <summary>The residents that the slot belongs to, whose thread is its owner: only that thread's plain stores are allowed. A slot without an owner has
    /// <see cref="Bucket.SharedKeeper"/> or <see cref="Bucket.EvictedKeeper"/>. Changes under the bucket's lock.</summary>
    internal Residents Keeper;

    /// <summary>The buffer; an empty array once the pool has dropped it, so that a stale lease doesn't keep it alive.</summary>
    internal byte[] Array;

    /// <summary>See <see cref="Slots.Generation"/>.</summary>
    internal long Generation;

    /// <summary>The number of returns after which the next rent is sampled.</summary>
    internal long SampleAt;

    /// <summary>Bytes asked for by the present rent: 0 to <see cref="Capacity"/>.</summary>
    internal int Length;

    /// <summary>The slot's key in its bucket's <see cref="SlotTable"/>; 0 before it has one, and once it has been dropped.</summary>
    internal int Number;

    /// <summary>The number of the slot below this one on the shared stack.</summary>
    internal int Below;

    /// <summary>The number of the thread that last rented the slot as a shared one; 0 if another thread returned it since.</summary>
    internal ushort Renter;

    /// <summary>The lowest bits of the number of rents that were counted when the slot was evicted. They are where <see cref="Renter"/> was, since an
    /// evicted slot is never shared.</summary>
    internal ushort RentsCounted
    {
        get => Renter;
        set => Renter = value;
    }

    /// <summary>The slot's index among its keeper's residents. For a slot without an owner: <see cref="Traced"/> while its rent is a recorded one.</summary>
    internal byte Index;

    /// <summary>What a return by the owner has to do. Changes under the bucket's lock; read after the generation was written, with the writer's
    /// process-wide barrier between.</summary>
    internal ReturnStep ReturnStep;

    internal Slot(Bucket bucket, byte[] array, long generation)
    {
        Keeper = bucket.SharedKeeper;
        Array = array;
        Generation = generation;
        SampleAt = bucket.Pool.Sampling.FirstSampleAt();
    }

    /// <summary>The slot's size class: the same one for all of its life, whichever its keeper is.</summary>
    internal Bucket Bucket => Keeper.Bucket;

    /// <summary>Bytes in the buffer.</summary>
    internal virtual int Capacity => Array.Length;

    /// <summary>The generation that the lease of the present rent carries.</summary>
    internal virtual long LeaseGeneration => Generation;

    internal bool IsIdleWithOwner => Slots.Generation.IsIdleWithOwner(Volatile.Read(ref Generation));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long ReadGeneration() => Volatile.Read(ref Generation);

    /// <summary>Whether the slot is idle with its owner and its next rent isn't a sample. One compare tells both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsReady(long generation) => (ulong)generation < (ulong)SampleAt;

    /// <summary>Turns "idle" into "rented". Owner thread only, which must then check that the slot is still its own, and undo the rent if not.</summary>
    /// <param name="idle">What the slot shows.</param>
    /// <param name="size">Bytes asked for.</param>
    /// <returns>The generation of the rent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long RentByOwner(long idle, int size)
    {
        long generation = Slots.Generation.RentByOwner(idle);
        Volatile.Write(ref Generation, generation);
        Length = size;
        return generation;
    }

    /// <summary>The thread that the slot belongs to; <see cref="OwnerThread.None"/> if it is shared or was evicted.</summary>
    internal OwnerThread Owner
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Volatile.Read(ref Keeper).Thread;
    }

    /// <summary>Whether the slot belongs to a thread.</summary>
    internal bool HasOwner => Volatile.Read(ref Keeper).HasOwner;

    /// <summary>Rents the slot if it is idle with its owner. Owner thread only.</summary>
    internal bool TryRentByOwner(OwnerThread owner, int size)
    {
        long idle = ReadGeneration();
        if (!Slots.Generation.IsIdleWithOwner(idle))
        {
            return false;
        }

        RentByOwner(idle, size);
        if (Owner != owner)
        {
            Bucket.TakeBackUnrented(this);
            return false;
        }

        return true;
    }

    /// <summary>Turns "shared" into "rented". For the thread that popped the slot.</summary>
    internal void RentShared(int size)
    {
        Length = size;
        Volatile.Write(ref Generation, Slots.Generation.RentShared(Generation));
    }

    /// <summary>Turns "claimed" into "rented". For the thread that claimed the slot while it was idle.</summary>
    internal void RentClaimed(int size)
    {
        Length = size;
        Volatile.Write(ref Generation, Slots.Generation.RentClaimed(Generation));
    }

    /// <summary>Turns "in a batch" into "rented", unless another thread has claimed the slot. For the batch's thread.</summary>
    internal bool TryRentBatched(int size)
    {
        long generation = Volatile.Read(ref Generation);
        if (!TryMoveFromBatch(generation, Slots.Generation.RentBatched(generation)))
        {
            return false;
        }

        Length = size;
        return true;
    }

    /// <summary>Turns "shared" into "in a batch". For the thread that popped the slot.</summary>
    internal void MoveToBatch() => Volatile.Write(ref Generation, Slots.Generation.BatchShared(Generation));

    /// <summary>Turns "in a batch" into "shared", unless another thread has claimed the slot. Any thread, which must then push it.</summary>
    internal bool TryShareBatched()
    {
        long generation = Volatile.Read(ref Generation);
        return TryMoveFromBatch(generation, Slots.Generation.ShareBatched(generation));
    }

    /// <summary>Turns "in a batch" into "claimed", unless the slot has left it. Any thread.</summary>
    internal bool TryClaimBatched()
    {
        long generation = Volatile.Read(ref Generation);
        return TryMoveFromBatch(generation, Slots.Generation.ClaimBatched(generation));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryMoveFromBatch(long seen, long next) =>
        Slots.Generation.IsBatched(seen) && Interlocked.CompareExchange(ref Generation, next, seen) == seen;

    /// <summary>Samples the present rent if it is due. Called after every rent of a slot that wasn't <see cref="IsReady"/>.</summary>
    /// <returns>The slot, or another one that serves this rent instead.</returns>
    internal Slot SampledIfDue() => Slots.Generation.Rents(Generation) > SampleAt ? Bucket.Pool.Sampling.Sample(this) : this;

    /// <summary>Like <see cref="SampledIfDue"/>, for a rent that no other slot may serve.</summary>
    internal void RecordIfDue()
    {
        if (Slots.Generation.Rents(Generation) > SampleAt)
        {
            Bucket.Pool.Sampling.Record(this);
        }
    }

    /// <summary>Turns "rented" into "idle". Owner thread only.</summary>
    /// <param name="generation">What the slot shows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ReturnByOwner(long generation)
    {
        Volatile.Write(ref Generation, Slots.Generation.ReturnToOwner(generation));

        // Read after the store: an evictor changes the step, issues a process-wide barrier, and then reads the generation.
        if (ReturnStep != ReturnStep.None)
        {
            FinishReturnByOwner(generation);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FinishReturnByOwner(long generation)
    {
        if (ReturnStep == ReturnStep.MarkIdle)
        {
            Keeper.MarkIdle(Index);
            return;
        }

        // A tail call, so that this method needs no frame.
        Bucket.TakeBackOvertaken(this, Slots.Generation.ReturnToOwner(generation));
    }

    /// <summary>Whether a lease of that generation has been returned.</summary>
    internal virtual bool IsStale(long lease) => Volatile.Read(ref Generation) != lease;

    /// <summary>The bytes of a lease whose generation doesn't match <see cref="Generation"/>: a plain slot throws, a tracked one may have them.</summary>
    internal virtual Span<byte> SpanUnder(long lease) => throw StaleError(lease, MisuseKind.UsedAfterReturn);

    /// <inheritdoc cref="SpanUnder"/>
    internal virtual Memory<byte> MemoryUnder(long lease) => throw StaleError(lease, MisuseKind.UsedAfterReturn);

    /// <summary>Reports the misuse of a returned lease, and describes it.</summary>
    /// <param name="lease">The lease's generation.</param>
    /// <param name="kind">Whether it was returned again, or used.</param>
    /// <param name="handle">The caller's kind of handle, with its article.</param>
    /// <returns>The exception for the caller to throw.</returns>
    internal virtual Exception StaleError(long lease, MisuseKind kind, string handle = "a lease") => StaleLease.Error(this, lease, kind, handle);

    /// <summary>Returns a slot that belongs to another thread, or to none.</summary>
    /// <returns>False when the lease is stale: the caller decides whether that is an error.</returns>
    internal virtual bool TryReturnElsewhere(long lease)
    {
        if (IsStale(lease))
        {
            return false;
        }

        Residents keeper = Volatile.Read(ref Keeper);
        if (keeper.HasOwner)
        {
            if (keeper.Thread == OwnerThread.Current)
            {
                // The thread is not on the page by which it is recognized.
                ReturnByOwner(lease);
                return true;
            }

            return TryReturnToOwner(keeper, lease);
        }

        // Claim first, clear second: of two overlapping returns only one may clear, or the slower one would wipe the next renter's bytes.
        long claimed = Slots.Generation.Claim(lease);
        if (Interlocked.CompareExchange(ref Generation, claimed, lease) != lease)
        {
            return false;
        }

        if (Bucket.ClearsOnReturn)
        {
            System.Array.Clear(Array);
        }

        Bucket.TakeBack(this, claimed);
        return true;
    }

    /// <summary>Ends one lease and begins another, as if the slot had been returned and rented again in one step: no other thread sees it idle.</summary>
    /// <param name="lease">The generation of the lease that ends.</param>
    /// <param name="length">The length of the new lease: at most that of the old one.</param>
    /// <returns>The generation of the new lease.</returns>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal long HandOn(long lease, int length)
    {
        OwnerThread owner = Owner;
        if (owner != OwnerThread.None && owner != OwnerThread.Current)
        {
            // The owner may be returning the lease just now, by a plain store that overwrites ours. Its next rent would then get the generation that we
            // handed out, and both would hold the buffer. So the slot is evicted: an evicted slot is never rented again.
            Bucket.Evict(this);
        }

        long next = Slots.Generation.RentByOwner(Slots.Generation.ReturnToOwner(lease));
        if (Interlocked.CompareExchange(ref Generation, next, lease) != lease)
        {
            throw StaleError(lease, MisuseKind.UsedAfterReturn);
        }

        Length = length;
        if (owner != OwnerThread.None)
        {
            Bucket.UncountHandedOn(this);
        }

        Bucket.Pool.Sampling.Rents.NoteHandedOn(this, lease);
        RecordIfDue();
        return next;
    }

    /// <summary>A return by another thread: the slot stays among the residents, and its owner will soon share all of them.</summary>
    private bool TryReturnToOwner(Residents keeper, long lease)
    {
        long idle = Slots.Generation.ReturnToOwner(lease);
        if (Interlocked.CompareExchange(ref Generation, idle, lease) != lease)
        {
            return false;
        }

        // The exchange is a full fence, and so is the change of the keeper: if the slot has just lost its owner, one of the two sides sees the other.
        if (Volatile.Read(ref Keeper) == keeper)
        {
            keeper.NoteReturnElsewhere();
        }
        else
        {
            Bucket.TakeBackOvertaken(this, idle);
        }

        return true;
    }
}

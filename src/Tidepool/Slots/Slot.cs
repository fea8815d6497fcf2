using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>One buffer with the number that says whether it is idle or out: what a lease refers to.</summary>
/// <remarks>
/// Who may change the generation: the owner thread of a resident, by plain stores; whoever popped the slot from the shared stack, likewise; everybody else
/// by compare-exchange. The owner thread looks whether the slot is still its own after it has written the generation; an evictor takes it away before it
/// looks at the generation, with a process-wide barrier between. So one of the two sees the other, and the owner needs no barrier.
/// <para>80 bytes, and no padding: the buffer of the next slot lies between two of them.</para>
/// </remarks>
internal class Slot
{
    /// <summary>The <see cref="Index"/> of a slot without an owner whose present rent was recorded.</summary>
    internal const byte Traced = byte.MaxValue;

    /// <summary>What stands for the slot's rents in an adapter: an owner of its memory, or the note that it was rented as an array.
    /// Null until there is one.</summary>
    internal object? Companion;

    /// <summary>The residents among which the slot is; else <see cref="Bucket.Everybody"/> or <see cref="Bucket.Nobody"/>.
    /// Changes under the bucket's lock.</summary>
    internal Residents Keeper;

    // From here to ReturnStep: the fields of the fast path, on one or two cache lines. The runtime lays out references first, in this order.

    /// <summary>The thread whose plain stores are allowed, or <see cref="OwnerThread.None"/>. Changes with the keeper.</summary>
    internal OwnerThread Owner = OwnerThread.None;

    /// <summary>The buffer; an empty one once the pool has given it up, so that handles somebody still refers to don't keep it.</summary>
    internal byte[] Array;

    /// <summary>See <see cref="Slots.Generation"/>.</summary>
    internal long Generation;

    /// <summary>The count of returns after which the next rent is one to be sampled.</summary>
    internal long SampleAt;

    /// <summary>Bytes asked for by the present rent: 0 to <see cref="Capacity"/>.</summary>
    internal int Length;

    /// <summary>What the bucket knows the slot by; 0 before it is known, and once it has been given up.</summary>
    internal int Number;

    /// <summary>The number of the slot below this one on the shared stack.</summary>
    internal int Below;

    /// <summary>The number of the thread that rented the slot last from what is shared; 0 where another one returned it.</summary>
    internal ushort Renter;

    /// <summary>The slot's place among its keeper's residents. Where it has none: <see cref="Traced"/> while the present rent is one of those that were
    /// recorded.</summary>
    internal byte Index;

    /// <summary>What a return by the owner has to do. Changes under the bucket's lock; read after the generation was written, with the writer's
    /// process-wide barrier between.</summary>
    internal ReturnStep ReturnStep;

    internal Slot(Bucket bucket, byte[] array, long generation)
    {
        Keeper = bucket.Everybody;
        Array = array;
        Generation = generation;
        SampleAt = bucket.Pool.Sampling.FirstSampleAt();
    }

    /// <summary>The slot's size class in its pool: always the same one, whoever is the keeper.</summary>
    internal Bucket Bucket => Keeper.Bucket;

    /// <summary>Bytes in the buffer.</summary>
    internal virtual int Capacity => Array.Length;

    /// <summary>What the lease of the present rent carries.</summary>
    internal virtual long LeaseGeneration => Generation;

    internal bool IsIdleWithOwner => Slots.Generation.IsIdleWithOwner(Volatile.Read(ref Generation));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long ReadGeneration() => Volatile.Read(ref Generation);

    /// <summary>Whether the slot is idle with its owner and its next rent is not to be sampled. One compare for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsReady(long generation) => (ulong)generation < (ulong)SampleAt;

    /// <summary>Turns "idle" into "rented". Owner thread only, which then looks whether the slot is still its own, and gives the rent up if not.</summary>
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

    /// <summary>Whether that thread is still the owner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsOwnedBy(OwnerThread thread) => Volatile.Read(ref Owner) == thread;

    /// <summary>Rents the slot if it is idle with its owner. Owner thread only.</summary>
    internal bool TryRentByOwner(OwnerThread owner, int size)
    {
        long idle = ReadGeneration();
        if (!Slots.Generation.IsIdleWithOwner(idle))
        {
            return false;
        }

        RentByOwner(idle, size);
        if (!IsOwnedBy(owner))
        {
            Bucket.TakeBackUnrented(this);
            return false;
        }

        return true;
    }

    /// <summary>Turns "shared" into "rented". Whoever popped the slot.</summary>
    internal void RentShared(int size)
    {
        Length = size;
        Volatile.Write(ref Generation, Slots.Generation.RentShared(Generation));
    }

    /// <summary>Turns "claimed" into "rented". Whoever claimed the slot while it was idle.</summary>
    internal void RentClaimed(int size)
    {
        Length = size;
        Volatile.Write(ref Generation, Slots.Generation.RentClaimed(Generation));
    }

    /// <summary>Turns "in a batch" into "rented", unless somebody claimed the slot. The batch's thread.</summary>
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

    /// <summary>Turns "shared" into "in a batch". Whoever popped the slot.</summary>
    internal void MoveToBatch() => Volatile.Write(ref Generation, Slots.Generation.BatchShared(Generation));

    /// <summary>Turns "in a batch" into "shared", unless somebody claimed the slot. Any thread, which then pushes it.</summary>
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

    /// <summary>Called by whoever has just rented the slot, unless it was <see cref="IsReady"/>.</summary>
    /// <returns>The slot, or the one that serves this rent in its stead.</returns>
    internal Slot SampledIfDue() => Slots.Generation.Rents(Generation) > SampleAt ? Bucket.Pool.Sampling.Sample(this) : this;

    /// <summary>The same where no other slot may serve the rent.</summary>
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

        // Looked at after the store: who evicts the slot changes it, issues a process-wide barrier and looks at the generation.
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

        // A method of its own, called last: so this one needs no frame.
        Bucket.TakeBackOvertaken(this, Slots.Generation.ReturnToOwner(generation));
    }

    /// <summary>Whether a lease of that generation has been returned.</summary>
    internal virtual bool IsStale(long lease) => Volatile.Read(ref Generation) != lease;

    /// <summary>The bytes for a lease whose generation isn't the slot's, as far as <see cref="Generation"/> tells.</summary>
    internal virtual Span<byte> SpanUnder(long lease) => throw StaleError(lease, MisuseKind.UsedAfterReturn);

    /// <inheritdoc cref="SpanUnder"/>
    internal virtual Memory<byte> MemoryUnder(long lease) => throw StaleError(lease, MisuseKind.UsedAfterReturn);

    /// <summary>Says how a lease was misused that has been returned, also to those who listen for misuse.</summary>
    /// <param name="lease">Its generation.</param>
    /// <param name="kind">Whether it was returned again, or used otherwise.</param>
    /// <param name="handle">What its caller has, with its article.</param>
    internal virtual Exception StaleError(long lease, MisuseKind kind, string handle = "a lease")
    {
        long since = Slots.Generation.Rents(Volatile.Read(ref Generation)) - Slots.Generation.Rents(lease);
        Bucket.ReportStale(kind, since == 0 ? Length : null);
        string pool = Bucket.Pool.Name is { } name ? $"of the pool \"{name}\" " : "";
        string bucket = Bucket.BufferSize > 0 ? $"bucket {Bucket.BufferSize:N0}" : "no bucket, being unpooled";
        string misuse = kind == MisuseKind.ReturnedTwice ? "returned again" : "used";
        string what = since == 0
            ? $"A{handle[1..]} {pool}of {Length:N0} bytes ({bucket}) was {misuse} after its return; nobody has rented the buffer since."
            : $"A{handle[1..]} {pool}({bucket}) was {misuse} after its return; the buffer has been rented {(since == 1 ? "once" : $"{since:N0} times")} since.";
        return new BufferAlreadyReturnedException($"{what} Let one owner return {handle}, once, and drop all copies of it then.");
    }

    /// <summary>Returns a slot of another thread, or of none.</summary>
    /// <returns>False when the lease is stale: the caller decides whether that is an error.</returns>
    internal virtual bool TryReturnElsewhere(long lease)
    {
        if (IsStale(lease))
        {
            return false;
        }

        OwnerThread owner = Volatile.Read(ref Owner);
        if (owner != OwnerThread.None)
        {
            if (owner == OwnerThread.Current)
            {
                // The thread is not on the page by which it is recognized.
                ReturnByOwner(lease);
                return true;
            }

            return TryReturnToOwner(owner, lease);
        }

        // The claim comes before the clearing: of two overlapping returns only one may clear, or the slower would wipe the next renter's bytes.
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

    /// <summary>Ends a lease and begins another one, as if the slot had been returned and rented again at one stroke: nobody else sees it idle.</summary>
    /// <param name="lease">The generation of the lease that ends.</param>
    /// <param name="length">The bytes of the other one: no more than that has.</param>
    /// <returns>The other one's generation.</returns>
    /// <exception cref="BufferAlreadyReturnedException">The lease has been returned.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal long HandOn(long lease, int length)
    {
        OwnerThread owner = Volatile.Read(ref Owner);
        if (owner != OwnerThread.None && owner != OwnerThread.Current)
        {
            // The owner may be returning the lease at this moment, by a plain store over whatever is written here. From "idle" its next rent would get our
            // generation, and both would hold the buffer. An evicted slot is never rented again.
            Bucket.Evict(this);
        }

        long next = Slots.Generation.RentByOwner(Slots.Generation.ReturnToOwner(lease));
        if (Interlocked.CompareExchange(ref Generation, next, lease) != lease)
        {
            throw StaleError(lease, MisuseKind.UsedAfterReturn);
        }

        Length = length;
        RecordIfDue();
        return next;
    }

    /// <summary>Another thread's return: the slot stays where it is, and its owner will share all that it keeps.</summary>
    private bool TryReturnToOwner(OwnerThread owner, long lease)
    {
        long idle = Slots.Generation.ReturnToOwner(lease);
        if (Interlocked.CompareExchange(ref Generation, idle, lease) != lease)
        {
            return false;
        }

        // The exchange is a full fence, as is the change of the owner: if the slot lost it meanwhile, one of the two sides sees it.
        if (IsOwnedBy(owner))
        {
            Keeper.NoteReturnElsewhere();
        }
        else
        {
            Bucket.TakeBackOvertaken(this, idle);
        }

        return true;
    }
}

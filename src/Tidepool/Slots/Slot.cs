using System.Buffers;
using System.Runtime.CompilerServices;
using Tidepool.Diagnosis;

namespace Tidepool.Slots;

/// <summary>The permanent owner of one array. It never moves between lists while it is rented and returned: its generation changes in place.</summary>
/// <remarks>
/// Who may write what:
/// the home thread alone turns "idle at home" into "rented" and may return with a plain store;
/// any other thread changes the generation by compare-exchange only;
/// <see cref="Home"/> and <see cref="Ring"/> change under the lock of <see cref="Depot"/>.
/// The home thread looks whether the slot is still its own after it has written the generation; an evictor takes it away before it looks at the
/// generation, with a process-wide barrier between, so that the home thread needs none. Thus one of the two sees the other.
/// </remarks>
internal class Slot
{
    /// <summary>Who rented the slot when that was last sampled, or null.</summary>
    internal RentTrace? Trace;

    /// <summary>The memory owner that stands for the slot's present rent, or did for an earlier one; null where owners aren't used again.</summary>
    internal IMemoryOwner<byte>? Owner;

    /// <summary>The ring this slot is, or lastly was, a resident of. Null until it first becomes one.</summary>
    internal Ring? Ring;

    /// <summary>What all threads share of this slot's size class.</summary>
    internal readonly Depot Depot;

    /// <summary>The next slot of the depot's list while this one lies there, or of the victims while it is being evicted.</summary>
    internal Slot? Below;

    // From here to ReturnStep: the fields of the fast path. The runtime lays references out in this order, and numbers behind them, so that
    // they are 41 bytes in a row, on one or two cache lines.

    /// <summary>The thread whose plain stores are allowed, <see cref="Home.None"/> or <see cref="Home.Evicted"/>. Never null.</summary>
    internal Home Home = Home.None;

    /// <summary>The buffer. Fixed for the slot's life, so that a misuse can never reach beyond it.</summary>
    internal readonly byte[] Array;

    /// <summary>See <see cref="Tidepool.Slots.Generation"/>. The one field that several threads write.</summary>
    internal long Generation;

    /// <summary>The count of returns after which the next rent is one to be sampled.</summary>
    internal long SampleAt;

    /// <summary>Bytes asked for by the present rent: 0 to <see cref="Capacity"/>.</summary>
    internal int Length;

    /// <summary>The slot's place in its ring, while it is a resident.</summary>
    internal int Index;

    /// <summary>What a return at home has to do beyond changing the generation. Changes under the depot's lock; read after the generation was
    /// written, with the writer's process-wide barrier between.</summary>
    internal ReturnStep ReturnStep = ReturnStep.Look;

    /// <summary>The buffer is overwritten with zeros before it goes back.</summary>
    internal readonly bool ClearsOnReturn;

    /// <summary>The depot has done with this slot: it was dropped, or its array goes on in another slot. Changes under the depot's lock.</summary>
    internal bool IsSettled { get; private set; }

    /// <summary>What the depot notes of this slot. A struct, so that the runtime lays it out behind the fields above.</summary>
    internal SlotNotes Notes;

    // A slot's generation is written by other threads: its neighbour's fields must not share the cache line.
#pragma warning disable CS0169, CA1823, IDE0051 // Never read: it only takes up room.
    private readonly Padding _padding;
#pragma warning restore CS0169, CA1823, IDE0051

    internal Slot(Depot depot, byte[] array, long generation)
    {
        Depot = depot;
        Array = array;
        Generation = generation;
        ClearsOnReturn = depot.ClearsOnReturn;
        SampleAt = depot.Sampling.FirstSampleAt();
    }

    /// <summary>Runs when neither the pool nor anybody else can reach the slot: a lease was dropped, or the pool was.</summary>
    ~Slot() => OnUnreachable();

    /// <summary>Bytes in the buffer.</summary>
    internal virtual int Capacity => Array.Length;

    /// <summary>What the lease of the present rent carries.</summary>
    internal virtual long LeaseGeneration => Generation;

    internal bool IsIdleAtHome => Slots.Generation.IsIdleAtHome(Volatile.Read(ref Generation));

    /// <summary>Who rented the slot, if it is out and that rent was sampled.</summary>
    internal RentTrace? TraceOfPresentRent => Trace is { } trace && trace.Generation == Volatile.Read(ref Generation) ? trace : null;

    /// <summary>Nobody will rent this slot again, and its finalizer has nothing to tell any more.</summary>
    internal void Settle()
    {
        IsSettled = true;
#pragma warning disable CA1816 // The rule knows finalizers only as a part of Dispose; this one counts dropped leases.
        GC.SuppressFinalize(this);
#pragma warning restore CA1816
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long ReadGeneration() => Volatile.Read(ref Generation);

    /// <summary>Whether the slot is idle at home and its next rent is not to be sampled. One compare for both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsReady(long generation) => (ulong)generation < (ulong)SampleAt;

    /// <summary>Turns "idle at home" into "rented". Home thread only, which then looks whether the slot still <see cref="IsAt"/> home, and gives the rent up if not.</summary>
    /// <param name="idle">What the slot shows.</param>
    /// <param name="size">Bytes asked for.</param>
    /// <returns>The generation of the rent.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal long RentAtHome(long idle, int size)
    {
        long generation = Slots.Generation.RentAtHome(idle);
        Volatile.Write(ref Generation, generation);
        Length = size;
        return generation;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAt(Home home) => Volatile.Read(ref Home) == home;

    /// <summary>Rents the slot if it is idle at home. Home thread only.</summary>
    internal bool TryRentAtHome(Home home, int size)
    {
        long idle = ReadGeneration();
        if (!Slots.Generation.IsIdleAtHome(idle))
        {
            return false;
        }

        RentAtHome(idle, size);
        return IsAt(home) || GiveUpRent();
    }

    /// <summary>Called by whoever has just rented the slot, unless it was <see cref="IsReady"/>.</summary>
    /// <returns>The slot, or the one that serves this rent in its stead.</returns>
    internal Slot SampledIfDue() => Slots.Generation.Rents(Generation) > SampleAt ? Depot.Sampling.Sample(this) : this;

    /// <summary>The same where no other slot may serve the rent.</summary>
    internal void RecordIfDue()
    {
        if (Slots.Generation.Rents(Generation) > SampleAt)
        {
            Depot.Sampling.Record(this);
        }
    }

    /// <summary>The slot was evicted at the moment at which its home thread rented it. The rent has not happened.</summary>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal bool GiveUpRent()
    {
        Depot.TakeBackUnrented(this);
        return false;
    }

    /// <summary>Turns "rented" into "idle at home". Home thread only.</summary>
    /// <param name="generation">What the slot shows.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ReturnAtHome(long generation)
    {
        long idle = Slots.Generation.ReturnHome(generation);
        Volatile.Write(ref Generation, idle);

        // Looked at after the store: who evicts the slot, or begins to wait, changes it, issues a process-wide barrier and looks at the generation.
        if (ReturnStep != ReturnStep.None)
        {
            FinishReturnAtHome(idle);
        }
    }

    /// <summary>Takes the <see cref="ReturnStep"/>, after the home thread changed the generation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void FinishReturnAtHome(long idle)
    {
        Ring ring = Ring!;
        if (ReturnStep == ReturnStep.MarkIdle)
        {
            ring.MarkIdle(Index);
            return;
        }

        // A method of its own, called last: so this one needs no frame.
        LookAtReturnAtHome(ring, idle);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookAtReturnAtHome(Ring ring, long idle)
    {
        if (Volatile.Read(ref Home) == ring.Home)
        {
            ring.NoteReturnAtHome(this);
        }
        else
        {
            Depot.TakeBackOvertaken(this, idle);
        }

        Depot.ServeWaiters();
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
        Depot.TellOfStale(kind, since == 0 ? Length : null);
        string pool = Depot.PoolName is { } name ? $"of the pool \"{name}\" " : "";
        string bucket = Depot.BufferSize > 0 ? $"bucket {Depot.BufferSize:N0}" : "no bucket, being unpooled";
        string misuse = kind == MisuseKind.ReturnedTwice ? "returned again" : "used";
        string what = since == 0
            ? $"A{handle[1..]} {pool}of {Length:N0} bytes ({bucket}) was {misuse} after its return; nobody has rented the buffer since."
            : $"A{handle[1..]} {pool}({bucket}) was {misuse} after its return; the buffer has been rented {(since == 1 ? "once" : $"{since:N0} times")} since.";
        return new BufferAlreadyReturnedException($"{what} Let one owner return {handle}, once, and drop all copies of it then.");
    }

    /// <summary>Returns a slot that has another home, or none, or must be cleared.</summary>
    /// <returns>False when the lease is stale: the caller decides whether that is an error.</returns>
    internal virtual bool TryReturnElsewhere(long lease)
    {
        if (IsStale(lease))
        {
            return false;
        }

        long current = lease;
        if (ClearsOnReturn)
        {
            // The claim comes before the clearing: of two overlapping returns only one may clear, or the slower would wipe the next renter's bytes.
            if (!TryClaim(lease))
            {
                return false;
            }

            System.Array.Clear(Array);
            current = Slots.Generation.Claim(lease);
        }

        Home home = Volatile.Read(ref Home);
        if (home.IsThread)
        {
            long idle = Slots.Generation.ReturnHome(lease);
            bool isHere = home == Depot.Here;
            if (isHere && current == lease)
            {
                // The thread is at home but not on the page it is known by.
                Volatile.Write(ref Generation, idle);
                FinishReturnAtHome(idle);
                return true;
            }

            if (Interlocked.CompareExchange(ref Generation, idle, current) != current)
            {
                return false;
            }

            // The exchange is a full fence, as is the change of Home: if the slot lost its home meanwhile, one of the two sides sees it.
            if (Volatile.Read(ref Home) != home)
            {
                Depot.TakeBackOvertaken(this, idle);
            }
            else if (isHere)
            {
                Ring!.NoteReturnAtHome(this);
            }
            else
            {
                Ring!.NoteForeignReturn();
            }

            Depot.ServeWaiters();
            return true;
        }

        if (current == lease && !TryClaim(lease))
        {
            return false;
        }

        Depot.TakeBack(this, Slots.Generation.Claim(lease));
        return true;
    }

    private protected virtual void OnUnreachable() => Depot.OnUnreachable(this);

    private bool TryClaim(long lease) => Interlocked.CompareExchange(ref Generation, Slots.Generation.Claim(lease), lease) == lease;

    [InlineArray(64)]
    private struct Padding
    {
        private byte _first;
    }
}

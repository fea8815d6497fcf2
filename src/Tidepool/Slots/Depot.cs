using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Tidepool.Slots;

/// <summary>What all threads share of one size class: the idle slots without a home, the places, and the counts.</summary>
/// <remarks>
/// <para>
/// A <em>place</em> is the right to keep one idle buffer. A resident holds one even while it is out, so that its return need not ask;
/// a slot in the depot holds one. There are <see cref="MaxIdle"/> of them:
/// <code>residents + depot &lt;= MaxIdle + owed</code>
/// The cap counts idle buffers only, so where a homeless slot comes back and all places are held, one is taken from a resident that is
/// out: at once if it is the returning thread's own, else the other thread owes it (<see cref="Ring.PlacesOwed"/>) and gives it up at its
/// next visit here.
/// </para>
/// <para>
/// The counts follow the slots' generations: those of residents are read when somebody asks, all others are kept here, up to date.
/// <code>created = dropped + residents + depot + homeless and out</code>
/// </para>
/// <para>One lock guards it all. It is taken when a rent finds nothing at home and when a homeless slot comes back: never by a hit at home.</para>
/// </remarks>
internal sealed partial class Depot
{
    /// <summary>The depot of the slot that stands for "no slot".</summary>
    internal static readonly Depot None = new(new PoolLedger(null, TimeProvider.System, limit: null), 0, 0, clearsOnReturn: false);

    private readonly Lock _gate = new();
    private readonly PoolLedger _ledger;

    /// <summary>The rings of this class, one for each thread that rented from it.</summary>
    private readonly List<Ring> _rings = [];

    /// <summary>The idle homeless slots, linked by <see cref="Slot.Below"/> so that a return never allocates.</summary>
    private Slot? _top;

    /// <summary>How many slots hang at <see cref="_top"/>.</summary>
    private int _depth;

    internal Depot(PoolLedger ledger, int bufferSize, int maxIdle, bool clearsOnReturn)
    {
        _ledger = ledger;
        BufferSize = bufferSize;
        MaxIdle = maxIdle;
        ClearsOnReturn = clearsOnReturn;
    }

    /// <summary>Bytes of each buffer; 0 where they differ.</summary>
    internal int BufferSize { get; }

    /// <summary>The most idle buffers that are kept.</summary>
    internal int MaxIdle { get; private set; }

    internal bool ClearsOnReturn { get; }

    internal string? PoolName => _ledger.PoolName;

    internal RentSampling Sampling => _ledger.Sampling;

    internal TimeProvider Time => _ledger.Time;

    /// <summary>The running thread as this depot's slots name it.</summary>
    internal Home? Here => ClearsOnReturn ? Home.Current?.Clearing : Home.Current;

    /// <summary>Tells those who listen of a lease that was used, or returned again, after its return.</summary>
    internal void TellOfStale(MisuseKind kind, int? length)
    {
        if (_ledger.Desk.IsHeard)
        {
            _ledger.Desk.Tell(new MisuseReport(kind, PoolName, BufferSize, length) { MisuseStack = new StackTrace(fNeedFileInfo: false) });
        }
    }

    internal void Add(Ring ring)
    {
        using (_gate.Hold())
        {
            _rings.Add(ring);
        }
    }

    /// <summary>Rents an idle slot from the depot and makes it a resident of <paramref name="ring"/>, unless it is shared; null when there is none. Home thread of the ring.</summary>
    internal Slot? TryRent(Ring ring, int size)
    {
        using (_gate.Hold())
        {
            PayPlacesOwed(ring);
            ring.EnsureRoom();
            return TryPopInto(ring, size);
        }
    }

    private Slot? TryPopInto(Ring ring, int size)
    {
        // While somebody waits, what comes back is for those who came first.
        if (HasWaiters || !TryPop(size, out Slot? slot))
        {
            return null;
        }

        if (StaysShared(slot, ring.Home))
        {
            CountHomeless(slot, slot.Generation);
        }
        else
        {
            MakeResident(slot, ring);
        }

        AssertInvariants();
        return slot;
    }

    /// <summary>Takes the upmost slot and rents it. Its counts stay as they were, for the caller to go on from.</summary>
    private bool TryPop(int size, [NotNullWhen(true)] out Slot? slot)
    {
        slot = null;
        if (_top is not { } top)
        {
            return false;
        }

        if (top.Home == Home.Evicted)
        {
            // An evicted slot is not used again, since its former home may still be writing to it: its array goes on in a new one.
            slot = new Slot(this, top.Array, Generation.FirstRent);
            slot.Notes.IsShared = top.Notes.IsShared;
        }
        else
        {
            slot = top;
            Volatile.Write(ref slot.Generation, Generation.RentFromDepot(slot.Generation));
        }

        _top = top.Below;
        top.Below = null;
        _depth--;
        slot.Length = size;
        return true;
    }

    /// <summary>Takes in a slot that its thread made because nothing was idle. It becomes a resident where there is a place:
    /// a free one, or that of a resident which is out. Nothing has changed when it throws.</summary>
    internal void AdoptNew(Slot slot, Ring? ring)
    {
        using (_gate.Hold())
        {
            ring?.EnsureRoom();
            CountCreated();
            if (ring is not null && MaxIdle > 0 && TryMakePlaceIn(ring))
            {
                MakeResident(slot, ring);
            }
            else
            {
                CountHomeless(slot, slot.Generation);
            }

            AssertInvariants();
        }
    }

    /// <summary>Takes back a homeless slot that its returner has claimed.</summary>
    /// <param name="slot">The slot. Settled already where its lease was returned by a finalizer after the slot itself had been found unreachable.
    /// Not claimed any more where its lease was returned twice at once, the other time by the home thread, which wrote over the claim:
    /// then that return counts. In both cases nothing is left to do.</param>
    /// <param name="claimed">The generation under which it was claimed.</param>
    internal void TakeBack(Slot slot, long claimed)
    {
        // Not under the lock: the clock may be anybody's code.
        long? now = MaxIdle == 0 || HasFreePlace ? null : Time.GetTimestamp();
        using (_gate.Hold())
        {
            if (!slot.IsSettled && Volatile.Read(ref slot.Generation) == claimed)
            {
                TakeBackClaimed(slot, claimed, now);
            }
        }

        ServeWaiters();
    }

    /// <summary>A return by another thread made a slot "idle at home" and then saw that it had lost its home.</summary>
    internal void TakeBackOvertaken(Slot slot, long idleAtHome)
    {
        using (_gate.Hold())
        {
            long claimed = Generation.ClaimFromHome(idleAtHome);
            if (!slot.Home.IsThread && !slot.IsSettled && Interlocked.CompareExchange(ref slot.Generation, claimed, idleAtHome) == idleAtHome)
            {
                TakeBackClaimed(slot, claimed);
            }
        }
    }

    /// <summary>The home thread wrote "rented" and then saw that the slot had been evicted. Where the evictor saw "rented" too, the slot comes
    /// back here; where it saw "idle", it has the array already.</summary>
    internal void TakeBackUnrented(Slot slot)
    {
        using (_gate.Hold())
        {
            if (!slot.IsSettled)
            {
                long claimed = Generation.ClaimUnrented(slot.Generation);
                Volatile.Write(ref slot.Generation, claimed);
                TakeBackClaimed(slot, claimed);
            }
        }

        ServeWaiters();
    }

    private void TakeBackClaimed(Slot slot, long claimed, long? now = null)
    {
        Debug.Assert(Generation.IsClaimed(claimed), "Only who claimed a slot brings it back.");
        UncountHomeless(slot, claimed);
        if (HasFreePlace || TryBorrowPlace(now))
        {
            slot.Notes.ReturnedBy = Here;
            Push(slot, claimed);
        }
        else
        {
            Drop(slot, ref _discarded);
        }

        AssertInvariants();
    }

    private void Push(Slot slot, long claimed)
    {
        Volatile.Write(ref slot.Generation, Generation.DepotFromClaimed(claimed));
        slot.Below = _top;
        _top = slot;
        _depth++;
        if (slot.Home == Home.Evicted)
        {
            slot.Settle();
        }
    }

    /// <summary>Changes the hot slot of a ring. Home thread of the ring.</summary>
    internal void MakeHot(Ring ring, Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Home == ring.Home)
            {
                ring.MakeHot(slot);
            }
        }
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        int residents = 0;
        int owed = 0;
        foreach (Ring ring in _rings)
        {
            residents += ring.Residents;
            owed += ring.PlacesOwed;
        }

        Debug.Assert(residents == _residents, "The depot knows how many residents its rings have.");
        Debug.Assert(owed == _owed, "The depot knows how many places its rings owe.");
        Debug.Assert(_residents + _depth <= MaxIdle + _owed, "Residents and depot slots hold no more places than there are.");
        Debug.Assert(Live >= _residents + _depth, "Every resident and every slot in the depot was created and not dropped.");
    }
}

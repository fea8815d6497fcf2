using System.Diagnostics;

namespace Tidepool.Slots;

/// <summary>One size class of one pool: the shared idle slots, what each thread has, and the counts.</summary>
/// <remarks>
/// <para>
/// A slot is everybody's until a thread has earned it: see <see cref="Residents"/>. Everybody's slots lie on the shared stack, or, a few for each thread,
/// in its <see cref="Batch"/>. The cap counts idle buffers. A resident counts as one even while it is out, and so does each place of a batch,
/// so that a return need not ask:
/// <code>residents + places in batches + shared stack &lt;= MaxIdle</code>
/// </para>
/// <para>Rents and returns take no lock. The lock guards what is rare: new slots and dropped ones, who has what, and the counts of both.</para>
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>The bucket of the slot that stands for "no slot".</summary>
    internal static readonly Bucket None = new(PoolContext.None, 0, 0, clearsOnReturn: false);

    private readonly Lock _gate = new();
    private readonly SlotTable _slots = new();
    private readonly SharedStack _shared;

    /// <summary>What the threads keep of the pool; null where they keep nothing.</summary>
    private readonly ThreadCaches? _caches;

    private readonly int _sizeClass;

    /// <summary>The threads that use this class.</summary>
    private readonly List<Residents> _threads = [];

    /// <summary>How many slots threads have for themselves. Changes under the lock.</summary>
    private volatile int _resident;

    private volatile int _maxIdle;
    private volatile bool _isClosed;

    /// <summary>Somebody has waited for the budget: threads keep nothing for themselves any more, since every return must be noticed.</summary>
    private volatile bool _isWaitedFor;

    /// <param name="pool">The pool.</param>
    /// <param name="caches">What the threads keep of it.</param>
    /// <param name="sizeClass">The index of the size class.</param>
    /// <param name="bufferSize">Bytes of each buffer.</param>
    /// <param name="maxIdle">The most idle buffers that are kept.</param>
    /// <param name="clearsOnReturn">Buffers are overwritten with zeros when they are returned.</param>
    internal Bucket(PoolContext pool, ThreadCaches caches, int sizeClass, int bufferSize, int maxIdle, bool clearsOnReturn)
        : this(pool, bufferSize, maxIdle, clearsOnReturn)
    {
        _caches = caches;
        _sizeClass = sizeClass;
        _hasBatches = true;
    }

    /// <summary>A bucket of which threads keep nothing.</summary>
    internal Bucket(PoolContext pool, int bufferSize, int maxIdle, bool clearsOnReturn)
    {
        Pool = pool;
        BufferSize = bufferSize;
        ClearsOnReturn = clearsOnReturn;
        Everybody = new Residents(this);
        Nobody = new Residents(this);
        _shared = new SharedStack(_slots);
        _capacities = bufferSize == 0 ? [] : null;
        _maxIdle = maxIdle;
    }

    internal PoolContext Pool { get; }

    /// <summary>Bytes of each buffer; 0 where they differ.</summary>
    internal int BufferSize { get; }

    internal bool ClearsOnReturn { get; }

    /// <summary>The keeper of slots that no thread has for itself.</summary>
    internal Residents Everybody { get; }

    /// <summary>The keeper of slots that were taken from a thread. They are never rented again,
    /// since their former owner may be writing their generation at this very moment.</summary>
    internal Residents Nobody { get; }

    /// <summary>How many slots may lie on the stack.</summary>
    private int MostShared => _maxIdle - _resident - _places;

    /// <summary>Tells those who listen of a lease that was used, or returned again, after its return.</summary>
    internal void ReportStale(MisuseKind kind, int? length)
    {
        if (Pool.Reporter.IsHeard)
        {
            Pool.Reporter.Report(new MisuseReport(kind, Pool.Name, BufferSize, length) { MisuseStack = new StackTrace(fNeedFileInfo: false) });
        }
    }

    /// <summary>A thread uses the class from now on. Nothing has changed when it throws.</summary>
    internal void Add(Residents thread)
    {
        using (_gate.Hold())
        {
            _threads.EnsureCapacity(_threads.Count + 1);
            Given.AddThread();
            _threads.Add(thread);
            SetBatchCapacity();
        }
    }

    /// <summary>Rents what is everybody's: what the thread has at hand, else what lies on the stack, else what other threads have at hand;
    /// null when there is nothing.</summary>
    /// <param name="renter">The running thread's residents, among which the slot may stay.</param>
    /// <param name="size">Bytes asked for.</param>
    internal Slot? TryRentShared(Residents renter, int size)
    {
        Slot? slot = renter.Batch.TryRent(size) ?? TryTake(renter, size) ?? TryTakeFromBatches(renter, size);
        if (slot is not null && renter.HasEarned(slot))
        {
            TryMakeResident(slot, renter);
        }

        return slot;
    }

    /// <summary>The same for somebody who waited, wherever he will go on.</summary>
    internal Slot? TryRentForWaiter(int size)
    {
        Slot? slot = TryPop(size);
        if (slot is not null)
        {
            Interlocked.Increment(ref _waiterRents);
        }

        return slot;
    }

    /// <summary>Takes in a slot that was made since nothing was idle. Nothing has changed when it throws.</summary>
    internal void AdoptNew(Slot slot)
    {
        using (_gate.Hold())
        {
            _capacities?.EnsureCapacity(_capacities.Count + 1);
            _slots.Add(slot);
            _capacities?.Add(slot.Number, slot.Capacity);
            CountCreated();
        }
    }

    /// <summary>The present rent of the slot was recorded, which a slot that no thread has for itself says.</summary>
    internal void NoteTraced(Slot slot)
    {
        // Not in the middle of an eviction, which goes by the index.
        using (_gate.Hold())
        {
            if (slot.Keeper.Thread is null)
            {
                slot.Index = Slot.Traced;
            }
        }
    }

    /// <summary>Changes the hot slot of residents. Owner thread.</summary>
    internal void MakeHot(Residents residents, Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Keeper == residents)
            {
                residents.MakeHot(slot);
            }
        }
    }

    /// <summary>Everything that the thread has for itself becomes everybody's. Owner thread: so no barrier is needed.</summary>
    internal void Share(Residents residents)
    {
        using (_gate.Hold())
        {
            foreach (Slot slot in residents.All)
            {
                ShareResident(residents, slot);
            }

            AssertInvariants();
        }

        Finish();
    }

    /// <summary>Rents what lies on the stack, and takes more to have it at hand where the thread may.</summary>
    private Slot? TryTake(Residents renter, int size) =>
        _batchCapacity is > 1 and int capacity
            ? renter.Batch.TryRentGiven(size) ?? renter.Batch.TryRefill(_shared, size, capacity)
            : TryPop(size);

    /// <summary>The same after other threads' batches have become everybody's. What is left of them is for those who wait, if they began meanwhile.</summary>
    private Slot? TryTakeFromBatches(Residents renter, int size)
    {
        // What was shared may have gone to somebody else.
        while (TryShareABatch())
        {
            Slot? slot = TryTake(renter, size);
            Pool.Budget.ServeWaiters();
            if (slot is not null)
            {
                return slot;
            }
        }

        return null;
    }

    private Slot? TryPop(int size)
    {
        Slot? slot = _shared.TryPop();
        slot?.RentShared(size);
        return slot;
    }

    /// <summary>A slot that was just rented stays with its renter, unless that can't be.</summary>
    private void TryMakeResident(Slot slot, Residents renter)
    {
        using (_gate.Hold())
        {
            if (ClearsOnReturn || _isWaitedFor || _shared.Depth >= MostShared)
            {
                return;
            }

            try
            {
                renter.EnsureRoom();
            }
            catch (OutOfMemoryException)
            {
                // It is rented all the same.
                return;
            }

            // A full fence, as is a push: either that sees the resident, or its slot is seen here.
            _resident++;
            Interlocked.MemoryBarrier();
            if (_shared.Depth > MostShared)
            {
                _resident--;
                return;
            }

            renter.Add(slot);
            AssertInvariants();
        }
    }

    /// <summary>A resident becomes everybody's: at once if it is idle, else when it comes back. Its owner thread, under the lock.</summary>
    private void ShareResident(Residents residents, Slot slot)
    {
        slot.ReturnStep = ReturnStep.Look;
        slot.Keeper = Everybody;

        // A full fence, as is the compare-exchange of a return: either that return sees that the owner is gone, or it is seen here.
        Interlocked.Exchange(ref slot.Owner, OwnerThread.None);
        if (Detach(residents, slot) is { } claimed && !TryPush(slot, claimed))
        {
            DropHeld(slot, ref _trimmed);
        }
    }

    /// <summary>A slot is nobody's resident any more: its owner can be seen to know that, or to be at work on it no longer. Under the lock.</summary>
    /// <returns>Where it was idle, the generation under which it is claimed now. Else null: it is out,
    /// or another thread's return is just bringing it back.</returns>
    private long? Detach(Residents residents, Slot slot)
    {
        long idle = Volatile.Read(ref slot.Generation);
        bool isIdle = Generation.IsIdleWithOwner(idle)
            && Interlocked.CompareExchange(ref slot.Generation, Generation.ClaimFromOwner(idle), idle) == idle;
        long generation = isIdle ? idle : Volatile.Read(ref slot.Generation);
        _rents += residents.OwnRentsOf(slot, generation);
        residents.Remove(slot);
        Pool.Sampling.NoteShared(slot, generation);
        _resident--;
        return isIdle ? Generation.ClaimFromOwner(idle) : null;
    }

    [Conditional("DEBUG")]
    private void AssertInvariants()
    {
        int count = 0;
        foreach (Residents thread in _threads)
        {
            count += thread.Count;
        }

        Debug.Assert(count == _resident, "The bucket knows how many residents there are.");
        Debug.Assert(count <= _maxIdle || _maxIdle == 0, "Residents hold no more places than there are.");
    }
}

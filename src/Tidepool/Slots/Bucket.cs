using System.Diagnostics;

namespace Tidepool.Slots;

/// <summary>One size class of one pool: its shared idle slots, what each thread holds of them, and the counts.</summary>
/// <remarks>
/// <para>
/// A slot is shared until a thread has earned it: see <see cref="Residents"/>. Idle shared slots lie on the shared stack or, a few for each thread,
/// in a <see cref="Batch"/>. The cap limits idle buffers. A resident counts against it even while it is out, and so does every place of a batch, filled or
/// not, so that a return doesn't have to check:
/// <code>residents + places in batches + shared stack &lt;= MaxIdle</code>
/// </para>
/// <para>Rents and returns take no lock while the thread's own slots or the stack serve them. The lock guards what is rare: making and dropping slots,
/// changing who owns them, and counting both.</para>
/// </remarks>
internal sealed partial class Bucket
{
    /// <summary>The bucket of <see cref="Residents.NoSlot"/>.</summary>
    internal static readonly Bucket None = new(PoolContext.None, 0, 0, clearsOnReturn: false);

    private readonly Lock _gate = new();
    private readonly SlotTable _slots = new();
    private readonly SharedStack _shared;

    /// <summary>The threads' caches of the pool; null if threads keep nothing of this bucket.</summary>
    private readonly ThreadCaches? _caches;

    private readonly int _sizeClass;

    /// <summary>One for each thread that uses this class.</summary>
    private readonly List<Residents> _threads = [];

    /// <summary>How many residents all threads have together. Changes under the lock.</summary>
    private volatile int _resident;

    private volatile int _maxIdle;
    private volatile bool _isClosed;

    /// <summary>Set once a caller has waited for the budget. From then on there are no residents, since every return must be noticed.</summary>
    private volatile bool _isWaitedFor;

    /// <param name="pool">The pool.</param>
    /// <param name="caches">The threads' caches of it.</param>
    /// <param name="sizeClass">The index of the size class.</param>
    /// <param name="bufferSize">Bytes of each buffer.</param>
    /// <param name="maxIdle">The cap: how many idle buffers are kept at most.</param>
    /// <param name="clearsOnReturn">Whether buffers are overwritten with zeros when they are returned.</param>
    internal Bucket(PoolContext pool, ThreadCaches caches, int sizeClass, int bufferSize, int maxIdle, bool clearsOnReturn)
        : this(pool, bufferSize, maxIdle, clearsOnReturn)
    {
        _caches = caches;
        _sizeClass = sizeClass;
        _hasBatches = true;
    }

    /// <summary>Creates a bucket without residents and batches.</summary>
    internal Bucket(PoolContext pool, int bufferSize, int maxIdle, bool clearsOnReturn)
    {
        Pool = pool;
        BufferSize = bufferSize;
        ClearsOnReturn = clearsOnReturn;
        SharedKeeper = new Residents(this);
        EvictedKeeper = new Residents(this);
        _shared = new SharedStack(_slots);
        _capacities = bufferSize == 0 ? [] : null;
        _maxIdle = maxIdle;
    }

    internal PoolContext Pool { get; }

    /// <summary>Bytes of each buffer; 0 where they differ.</summary>
    internal int BufferSize { get; }

    internal bool ClearsOnReturn { get; }

    /// <summary>The keeper of shared slots.</summary>
    internal Residents SharedKeeper { get; }

    /// <summary>The keeper of evicted slots. They are never rented again, since their former owner may be writing their generation at this very
    /// moment.</summary>
    internal Residents EvictedKeeper { get; }

    /// <summary>Whether threads may earn residents here.</summary>
    private bool HasResidents => !ClearsOnReturn && !_isWaitedFor;

    /// <summary>How many slots may lie on the stack.</summary>
    private int MostShared => _maxIdle - _resident - _places;

    /// <summary>Reports a lease that was used, or returned again, after its return.</summary>
    internal void ReportStale(MisuseKind kind, int? length)
    {
        if (Pool.Reporter.IsHeard)
        {
            Pool.Reporter.Report(new MisuseReport(kind, Pool.Name, BufferSize, length) { MisuseStack = new StackTrace(fNeedFileInfo: false) });
        }
    }

    /// <summary>Adds a thread that begins to use the class. Changes nothing if it throws.</summary>
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

    /// <summary>Rents a shared slot: from the thread's batch, else from a batch that was given away, else from the stack, else from other threads' batches;
    /// null if there is none, or only in the batches of busy threads.</summary>
    /// <remarks>A rent that finds nothing comes here twice, one right after the other. A thread is busy if it has used its batch in between.</remarks>
    /// <param name="renter">The running thread's residents, which the slot may join.</param>
    /// <param name="size">Bytes asked for.</param>
    internal Slot? TryRentShared(Residents renter, int size)
    {
        Slot? slot = renter.Batch.TryRent(size) ?? TryTake(renter, size) ?? TryTakeFromBatches(renter, size);
        if (slot is null)
        {
            return null;
        }

        renter.CountShared(slot);
        if (renter.HasEarned && !(HasResidents && TryMakeResident(slot, renter)))
        {
            // Not at every rent from now on: it takes the slow path, and the lock.
            renter.EarnAnew();
        }

        return slot;
    }

    /// <summary>Rents a slot from the stack on behalf of a caller that waits, on whatever thread that will resume.</summary>
    internal Slot? TryRentForWaiter(int size)
    {
        Slot? slot = TryPop(size);
        if (slot is not null)
        {
            Interlocked.Increment(ref _waiterRents);
        }

        return slot;
    }

    /// <summary>Adds a new slot, made for a rent that found nothing idle. Changes nothing if it throws.</summary>
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

    /// <summary>Marks a slot whose present rent was recorded, if it has no owner thread.</summary>
    internal void NoteTraced(Slot slot)
    {
        // Under the lock, since an eviction goes by the slot's index.
        using (_gate.Hold())
        {
            if (!slot.HasOwner)
            {
                slot.Index = Slot.Traced;
            }
        }
    }

    /// <summary>Rents a slot of a batch that was given away, else from the stack, and refills the thread's batch on the way if that has room for
    /// several.</summary>
    private Slot? TryTake(Residents renter, int size) =>
        _batchCapacity is > 1 and int capacity
            ? renter.Batch.TryRentGiven(size) ?? renter.Batch.TryRefill(_shared, size, capacity)
            : TryPop(size);

    /// <summary>Empties other threads' batches onto the stack, one after another, until there is a slot to rent.</summary>
    private Slot? TryTakeFromBatches(Residents renter, int size)
    {
        // Another thread may take what was pushed.
        while (TryShareABatch())
        {
            Slot? slot = TryTake(renter, size);

            // The rest of that batch is for callers that have begun to wait meanwhile.
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
}

using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>The slots of one size class that one thread has to itself, at most <see cref="Most"/>. They stay here while they are rented and returned.</summary>
/// <remarks>
/// <para>
/// Only the owner thread rents here, by plain stores: first the hot slot (the one taken last), then the lowest that is marked idle. A thread has to earn its
/// residents: see <see cref="CountShared"/>. Once another thread has returned one of them, the owner shares them all at its next rent that gets here.
/// </para>
/// <para>
/// The table changes under the bucket's lock, but the owner reads it without, so it may meet an empty place or a slot that was just evicted. It takes a slot
/// only when the generation says "idle", and checks that the slot is still its own after it has written the generation.
/// </para>
/// </remarks>
internal sealed partial class Residents
{
    /// <summary>One word holds the idle bits of all of them.</summary>
    internal const int Most = 64;

    /// <summary>How many shared rents in a row, each of a slot that the thread itself had returned, earn it residents. Measured: with 8 or 64, flows that
    /// merely happen to stay on one thread for a while take buffers away from the others.</summary>
    private const int RentsToEarn = 1_000;

    /// <summary>How many rents pass the hot slot by, while it stays out, before another slot becomes the hot one. Arbitrary.</summary>
    private const int HotPatience = 64;

    private const int InitialRoom = 8;

    /// <summary>Never idle: found where a thread isn't recognized, or has never used the size.</summary>
    internal static readonly Slot NoSlot = new(Bucket.None, [], Generation.Claimed);

    private readonly ThreadCache? _cache;
    private readonly int _sizeClass;

    /// <summary>Stands where a hot slot would be while there is none. It is never idle, and leads a rent here.</summary>
    private readonly Slot _placeholder = NoSlot;

    /// <summary>By a slot's index. Empty until the first one.</summary>
    private Place[] _places = [];

    /// <summary>A bit for each slot that the owner has returned. It may be out of date after an eviction, so the generation decides.</summary>
    private ulong _idle;

    /// <summary>A bit for each index in use. Under the bucket's lock.</summary>
    private ulong _taken;

    private Slot? _hot;

    /// <summary>The hot slot's generation when <see cref="_rentsBesideHotLeft"/> last ran out.</summary>
    private long _hotGeneration;

    /// <summary>How many more rents pass the hot slot by before it is checked for still being out under the same lease.</summary>
    private int _rentsBesideHotLeft = HotPatience;

    /// <summary>How many shared rents in a row got a slot that the owner itself had returned.</summary>
    private int _ownRents;

    /// <summary>Another thread has returned one of these slots.</summary>
    private volatile bool _isOpened;

    /// <summary>A keeper for slots without an owner thread.</summary>
    internal Residents(Bucket bucket)
    {
        Bucket = bucket;
        Batch = null!;
    }

    internal Residents(ThreadCache cache, Bucket bucket, int sizeClass)
        : this(bucket)
    {
        _cache = cache;
        _sizeClass = sizeClass;
        _placeholder = new Slot(Bucket.None, [], Generation.Claimed) { Keeper = this };
        Batch = new Batch(bucket, cache.Thread);
    }

    internal Bucket Bucket { get; }

    /// <summary>The owner; null for <see cref="Bucket.SharedKeeper"/> and <see cref="Bucket.EvictedKeeper"/>.</summary>
    internal OwnerThread? Thread => _cache?.Thread;

    internal int Count => BitOperations.PopCount(_taken);

    /// <summary>The thread's batch of shared slots.</summary>
    internal Batch Batch { get; }

    /// <summary>This thread's rents of shared slots. Written by this thread alone.</summary>
    internal long SharedRents { get; private set; }

    /// <summary>How many of <see cref="SharedRents"/> the bucket has added to its own count. Under the bucket's lock.</summary>
    private long _sharedRentsCounted;

    /// <summary>The owner's rents of its present residents, since they became residents. Under the bucket's lock.</summary>
    internal long OwnRents
    {
        get
        {
            long rents = 0;
            foreach (Slot slot in All)
            {
                rents += OwnRentsOf(slot, Volatile.Read(ref slot.Generation));
            }

            return rents;
        }
    }

    /// <summary>A bit for each slot that is being evicted. Under the bucket's lock.</summary>
    internal ulong Victims { get; set; }

    /// <summary>Takes the lowest resident that is marked idle, for the caller to rent; null if the slow path has to look. Owner thread only.</summary>
    /// <remarks>Costs a countdown and a bit scan beyond the fast path.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Slot? TakeIdleBesideHot() => --_rentsBesideHotLeft >= 0 ? TakeIdle() : null;

    /// <summary>Rents an idle resident; null if there is none. Owner thread only.</summary>
    internal Slot? TryRent(int size)
    {
        if (_places.Length == 0)
        {
            return null;
        }

        if (_isOpened)
        {
            _isOpened = false;
            EarnAnew();
            Bucket.Share(this);
            return null;
        }

        if (_hot is { } hot && hot.TryRentByOwner(_cache!.Thread, size))
        {
            return hot;
        }

        bool isHotHeldLong = IsHotHeldLong();
        while (_idle != 0)
        {
            if (TakeIdle() is { } slot && slot.TryRentByOwner(_cache!.Thread, size))
            {
                if (isHotHeldLong)
                {
                    Bucket.MakeHot(this, slot);
                }

                return slot;
            }
        }

        return null;
    }

    /// <summary>The rents of shared slots that this hasn't returned before. Under the bucket's lock.</summary>
    internal long TakeSharedRents()
    {
        long taken = SharedRents - _sharedRentsCounted;
        _sharedRentsCounted += taken;
        return taken;
    }

    /// <summary>Counts a rent of a shared slot. Owner thread only.</summary>
    internal void CountShared(Slot slot)
    {
        OwnerThread thread = _cache!.Thread;
        SharedRents++;
        if (slot.Renter == thread.Number)
        {
            _ownRents++;
        }
        else
        {
            slot.Renter = thread.Number;
            EarnAnew();
        }

        if (thread.IsTakenOver)
        {
            Bucket.CountLate(this);
        }
    }

    /// <summary>Whether the slot that was just rented is to become a resident, because the thread works alone on this size. Owner thread only.</summary>
    internal bool HasEarned => _ownRents >= RentsToEarn && Count < Most;

    /// <summary>Starts counting towards residents from 0. Owner thread only.</summary>
    internal void EarnAnew() => _ownRents = 0;

    /// <summary>Marks the slot with that index as idle. The owner has returned it, and it isn't the hot one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MarkIdle(int index) => _idle |= 1UL << index;

    /// <summary>Called by another thread after it has returned one of these slots. Mostly a read of a cache line that nobody writes.</summary>
    internal void NoteReturnElsewhere()
    {
        if (!_isOpened)
        {
            _isOpened = true;
        }
    }

    /// <summary>Makes room for one more resident, so that <see cref="Add"/> needn't allocate. Changes nothing if it throws. Owner thread,
    /// under the bucket's lock.</summary>
    internal void EnsureRoom()
    {
        if (Count == _places.Length)
        {
            Place[] places = new Place[Math.Max(InitialRoom, _places.Length * 2)];
            _places.CopyTo(places, 0);
            _places = places;
        }
    }

    /// <summary>Makes a slot a resident and the hot one. Owner thread, under the bucket's lock; the slot is rented by the owner.</summary>
    internal void Add(Slot slot)
    {
        Debug.Assert(Count < _places.Length, "EnsureRoom comes before Add.");
        int index = BitOperations.TrailingZeroCount(~_taken);
        if (_taken == 0)
        {
            // A plain write, not a read and a write: another thread may set the flag in between.
            _isOpened = false;
        }

        _taken |= 1UL << index;
        _idle &= ~(1UL << index);
        _places[index] = new Place { Slot = slot, RentsBefore = Generation.Rents(slot.Generation) };
        slot.Index = (byte)index;
        slot.Keeper = this;
        Volatile.Write(ref slot.Owner, _cache!.Thread);
        MakeHot(slot);
    }

    /// <summary>How often a resident has been rented since it became one, by its generation. Under the bucket's lock.</summary>
    internal long OwnRentsOf(Slot slot, long generation) => Generation.Rents(generation) - _places[slot.Index].RentsBefore;

    /// <summary>Takes a slot out of the table. Under the bucket's lock. Its idle bit stays, since only the owner writes those; a bit without a slot is
    /// skipped.</summary>
    internal void Remove(Slot slot)
    {
        Debug.Assert(_places[slot.Index].Slot == slot, "A resident is where its index says.");
        _places[slot.Index].Slot = null;
        _taken &= ~(1UL << slot.Index);
        if (slot == _hot)
        {
            SetHot(null);
        }

        if (_taken == 0)
        {
            // The table goes too. The owner may be reading the old one: it is empty.
            _places = [];
        }
    }

    /// <summary>The slots with these indexes. Under the bucket's lock; a slot may be removed once it has been enumerated.</summary>
    internal Selection Select(ulong indexes) => new(this, indexes & _taken);

    /// <summary>All slots.</summary>
    internal Selection All => Select(ulong.MaxValue);

    /// <summary>A bit for each resident that the predicate holds for. Under the bucket's lock.</summary>
    internal ulong Where(Func<Slot, bool> predicate)
    {
        ulong found = 0;
        foreach (Slot slot in All)
        {
            found |= predicate(slot) ? 1UL << slot.Index : 0;
        }

        return found;
    }

    /// <summary>Finds a resident that is out. Under the bucket's lock.</summary>
    internal bool TryFindOut([NotNullWhen(true)] out Slot? found)
    {
        foreach (Slot slot in All)
        {
            if (!slot.IsIdleWithOwner)
            {
                found = slot;
                return true;
            }
        }

        found = null;
        return false;
    }

    /// <summary>Lets rents find their way here from now on, before there is a hot slot. Owner thread.</summary>
    internal void Show() => SetHot(null);

    /// <summary>Makes a resident the hot slot. Owner thread, under the bucket's lock.</summary>
    internal void MakeHot(Slot slot)
    {
        _hot?.ReturnStep = ReturnStep.MarkIdle;
        SetHot(slot);
        slot.ReturnStep = ReturnStep.None;
    }

    private void SetHot(Slot? slot)
    {
        _hot = slot;
        _cache!.HotCellsOf(_sizeClass).Fill(slot ?? _placeholder);
    }

    /// <summary>Takes the slot with the lowest idle bit; null if there is none, or it was evicted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Slot? TakeIdle()
    {
        ulong idle = _idle;
        int index = BitOperations.TrailingZeroCount(idle);
        _idle = idle & (idle - 1);
        Place[] places = _places;
        return index < places.Length ? places[index].Slot : null;
    }

    /// <summary>Whether the hot slot has stayed out under one lease while <see cref="HotPatience"/> rents passed it by.</summary>
    /// <remarks>A lease that is held for long would keep all other rents off the fast path. Where a few leases are held for a moment, though, changing
    /// the hot slot costs more than it gains.</remarks>
    private bool IsHotHeldLong()
    {
        if (_rentsBesideHotLeft >= 0)
        {
            return false;
        }

        _rentsBesideHotLeft = HotPatience;
        long seen = _hotGeneration;
        _hotGeneration = _hot?.Generation ?? 0;
        return _hotGeneration == seen;
    }

    /// <summary>A resident, and what earlier looks saw of it.</summary>
    private struct Place
    {
        internal Slot? Slot;

        /// <summary>How often the slot had been rented when it became a resident.</summary>
        internal long RentsBefore;

        /// <summary>The generation at the last step of the decay.</summary>
        internal long SeenByDecay;

        /// <summary>The generation at the last look for leases that are out for long.</summary>
        internal long SeenAtLook;

        /// <summary>For how many steps of the decay the slot has lain idle.</summary>
        internal int IdleSteps;
    }

    /// <summary>Enumerates residents by ascending index.</summary>
    internal ref struct Selection(Residents residents, ulong indexes)
    {
        public Slot Current { get; private set; } = null!;

        public readonly Selection GetEnumerator() => this;

        public bool MoveNext()
        {
            if (indexes == 0)
            {
                return false;
            }

            Current = residents._places[BitOperations.TrailingZeroCount(indexes)].Slot!;
            indexes &= indexes - 1;
            return true;
        }
    }
}

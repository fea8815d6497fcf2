using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tidepool.Slots;

/// <summary>One thread's slots of one size class: its residents. They stay here while they are rented and returned.</summary>
/// <remarks>
/// <para>
/// Which slot a rent takes: the hot one (the last one taken here), else the lowest that the home thread returned itself, else one that
/// another thread returned, found by going round. So few buffers are in use at a time and stay warm, and a surplus lies idle for good.
/// </para>
/// <para>
/// Only the home thread rents here. The table changes under the depot's lock; the home thread reads it without, so it may meet an
/// empty place or a slot that was just evicted. It takes a slot only when the generation says "idle at home".
/// </para>
/// </remarks>
internal sealed partial class Ring
{
    /// <summary>After so many rents during which the hot slot stayed out, another slot becomes the hot one. Arbitrary.</summary>
    private const int HotPatience = 64;

    private const int InitialCapacity = 8;

    /// <summary>A table with so many times the room that it needs is replaced by a smaller one.</summary>
    private const int RoomTooLarge = 8;

    /// <summary>Stands where there is no slot: never idle.</summary>
    internal static readonly Slot NoSlot = new(Depot.None, [], Generation.Claimed);

    private readonly ArraySegment<Slot> _hotCells;

    /// <summary>The residents; null where one was evicted. <see cref="Slot.Index"/> is the place.</summary>
    private Slot?[] _slots = [];

    /// <summary>Places of <see cref="_slots"/> in use, empty ones between them included.</summary>
    private int _extent;

    /// <summary>Places that the home thread returned to itself. A bit may be out of date (evicted), so the generation decides.</summary>
    private IdleSet _idle = new();

    /// <summary>Places below <see cref="_extent"/> without a slot. Under the depot's lock.</summary>
    private IdleSet _holes = new();

    /// <summary>Slots were evicted since the idle bits were last compared with the table.</summary>
    private bool _hasStaleBits;

    private Slot _hot = NoSlot;

    /// <summary>The hot slot's generation when <see cref="_rentsBesideHotLeft"/> last ran out.</summary>
    private long _hotGeneration;

    /// <summary>So many more rents beside the hot slot until it is looked at whether that is still the same lease.</summary>
    private int _rentsBesideHotLeft = HotPatience;

    /// <summary>Where the next search for returns of other threads begins: the place after the last one found.</summary>
    private int _cursor;

    internal Ring(Home home, Depot depot, ArraySegment<Slot> hotCells)
    {
        Home = home;
        Depot = depot;
        _hotCells = hotCells;
    }

    internal Home Home { get; }

    internal Depot Depot { get; }

    /// <summary>How many slots live here. Changes under the depot's lock.</summary>
    internal int Residents { get; private set; }

    /// <summary>Places that other threads' returns borrowed from rented residents of this ring: the home thread gives up as many.</summary>
    internal int PlacesOwed { get; set; }

    /// <summary>The fraction of a buffer by which decay is behind. Under the depot's lock.</summary>
    internal double DecayDue { get; set; }

    /// <summary>How many slots the table has room for. Changes under the depot's lock.</summary>
    internal int Room => _slots.Length;

    internal ReadOnlySpan<Slot?> Slots => _slots.AsSpan(0, _extent);

    /// <summary>Takes the lowest of the first 64 residents that is known to be idle, for the caller to rent; null where that needs a closer look. Home thread only.</summary>
    /// <remarks>What a rent costs beyond the fast path while the hot slot is out: a countdown and a bit scan.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Slot? TakeIdleBesideHot() =>
        --_rentsBesideHotLeft >= 0 && _idle.TryTakeLowestOfFirst(out int index) ? SlotAt(index) : null;

    /// <summary>Marks a slot again that <see cref="TakeIdleBesideHot"/> gave, if it is idle. Home thread only.</summary>
    internal void PutBack(Slot slot)
    {
        if (slot.IsIdleAtHome)
        {
            _idle.Add(slot.Index);
        }
    }

    /// <summary>An idle resident, now rented; null when there is none. Home thread only.</summary>
    internal Slot? TryRent(int size) => TryRentKnownIdle(size) ?? (SweepForeignReturns() ? TryRentKnownIdle(size) : null);

    /// <summary>The hot slot where the fast path didn't see it, else the lowest idle one.</summary>
    private Slot? TryRentKnownIdle(int size)
    {
        Slot hot = _hot;
        if (hot.TryRentAtHome(Home, size))
        {
            return hot;
        }

        bool isHotHeldLong = IsHotHeldLong();
        while (_idle.TryTakeLowest(out int index))
        {
            if (SlotAt(index) is { } slot && slot.TryRentAtHome(Home, size))
            {
                if (isHotHeldLong)
                {
                    Depot.MakeHot(this, slot);
                }

                return slot;
            }
        }

        return null;
    }

    /// <summary>True when the hot slot stayed out during <see cref="HotPatience"/> rents beside it.</summary>
    /// <remarks>A lease that is held long would keep all others from the fast path. Not at once, though: where a few are held at a time, changing
    /// the hot slot costs more than it gives.</remarks>
    private bool IsHotHeldLong()
    {
        if (_rentsBesideHotLeft >= 0)
        {
            return false;
        }

        _rentsBesideHotLeft = HotPatience;
        long seen = _hotGeneration;
        _hotGeneration = _hot.Generation;
        return _hotGeneration == seen;
    }

    internal void NoteReturnAtHome(Slot slot)
    {
        if (slot != _hot)
        {
            _idle.Add(slot.Index);
        }
    }

    /// <summary>The home thread returned the slot in that place, which is not the hot one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void MarkIdle(int index) => _idle.Add(index);

    /// <summary>Makes room for one more resident, so that <see cref="Add"/> needn't allocate, and gives up a table that has become far too large.
    /// Nothing has changed when it throws. Home thread, under the depot's lock.</summary>
    internal void EnsureRoom()
    {
        if (Residents == Room || Room > RoomTooLarge * Math.Max(InitialCapacity, _extent))
        {
            int capacity = Math.Max(InitialCapacity, _extent * 2);
            _idle.EnsureCapacity(capacity);
            _holes.EnsureCapacity(capacity);
            Slot?[] slots = new Slot?[capacity];
            Slots.CopyTo(slots);
            _slots = slots;
        }
    }

    /// <summary>Makes a slot a resident and the hot one. Home thread, under the depot's lock; the slot is rented by the home thread.</summary>
    internal void Add(Slot slot)
    {
        Debug.Assert(Residents < Room, "EnsureRoom comes before Add.");
        int index = _holes.TryTakeLowest(out int hole) ? hole : _extent++;
        _idle.Remove(index);
        _slots[index] = slot;
        Residents++;
        slot.Index = index;
        slot.Ring = this;
        Volatile.Write(ref slot.Home, Home);
        MakeHot(slot);
    }

    /// <summary>Takes a slot out of the table. Home thread, under the depot's lock.</summary>
    internal void Remove(Slot slot)
    {
        _idle.Remove(slot.Index);
        TakeOut(slot);
    }

    /// <summary>The same by an evictor, who leaves the idle bits alone, which are the home thread's own: a bit without a slot is skipped.</summary>
    internal void RemoveEvicted(Slot slot)
    {
        _hasStaleBits = true;
        TakeOut(slot);
        if (Residents == 0)
        {
            // Nothing is kept for a burst that is over. The home thread may be looking at the old table: it is empty.
            _slots = [];
        }
    }

    private void TakeOut(Slot slot)
    {
        Debug.Assert(_slots[slot.Index] == slot, "A resident is where its index says.");
        _slots[slot.Index] = null;
        _holes.Add(slot.Index);
        Residents--;
        while (_extent > 0 && _slots[_extent - 1] is null)
        {
            _extent--;
            _holes.Remove(_extent);
        }

        if (slot == _hot)
        {
            SetHot(NoSlot);
        }
    }

    /// <summary>The next resident that is out, going round, so that the one that went out longest ago comes first. Home thread only.</summary>
    internal Slot? NextRented()
    {
        int index = FindRented(_extent);
        if (index < 0)
        {
            return null;
        }

        _cursor = index + 1;
        return _slots[index];
    }

    /// <summary>True when one of the next <paramref name="limit"/> residents is out. Any thread, under the depot's lock.</summary>
    internal bool HasRented(int limit) => FindRented(limit) >= 0;

    /// <summary>True when the home thread knows all residents to be idle, without looking at each. Home thread, under the depot's lock.</summary>
    internal bool AllKnownIdle()
    {
        if (_hasStaleBits)
        {
            _hasStaleBits = false;
            for (int index = 0; index < _idle.Capacity; index++)
            {
                if (SlotAt(index) is null)
                {
                    _idle.Remove(index);
                }
            }
        }

        return _idle.Count + (_hot.IsIdleAtHome ? 1 : 0) >= Residents;
    }

    /// <summary>How many of the last so many places hold an idle slot. Any thread, under the depot's lock.</summary>
    internal int CountIdle(int limit)
    {
        int idle = 0;
        for (int index = _extent - 1; index >= Math.Max(0, _extent - limit); index--)
        {
            idle += _slots[index] is { IsIdleAtHome: true } ? 1 : 0;
        }

        return idle;
    }

    /// <summary>What stands in a place; null also where the table has become shorter. Any thread.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Slot? SlotAt(int index)
    {
        Slot?[] slots = _slots;
        return (uint)index < (uint)slots.Length ? slots[index] : null;
    }

    private int FindRented(int limit)
    {
        int length = Math.Min(_extent, limit);
        int next = _cursor;
        for (int looked = 0; looked < length; looked++, next++)
        {
            next = next >= _extent ? 0 : next;
            Slot? slot = _slots[next];
            if (slot is not null && !slot.IsIdleAtHome)
            {
                return next;
            }
        }

        return -1;
    }

    /// <summary>Makes a resident the hot slot. Home thread, under the depot's lock.</summary>
    internal void MakeHot(Slot slot)
    {
        Slot former = _hot;
        SetHot(slot);
        SetReturnStep(slot);
        if (former != NoSlot)
        {
            SetReturnStep(former);
        }
    }

    /// <summary>Tells all returns what to do, after somebody began to wait or nobody waits any more. Any thread, under the depot's lock.</summary>
    internal void SetReturnSteps()
    {
        foreach (Slot? slot in Slots)
        {
            if (slot is not null)
            {
                SetReturnStep(slot);
            }
        }
    }

    private void SetReturnStep(Slot slot) =>
        slot.ReturnStep = Depot.HasWaiters ? ReturnStep.Look : slot == _hot ? ReturnStep.None : ReturnStep.MarkIdle;

    private void SetHot(Slot slot)
    {
        _hot = slot;
        _hotCells.AsSpan().Fill(slot);
    }
}

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

    /// <summary>How many shared rents in a row, each of a slot that the thread itself had returned, earn it residents. Measured (<c>-- flows</c>): with 8 or
    /// 64, flows that merely happen to stay on one thread for a while take buffers away from the others.</summary>
    private const int RentsToEarn = 1_000;

    /// <summary>How many rents pass the hot slot by, while it stays out, before another slot becomes the hot one. The number is arbitrary. If the hot slot
    /// never changed, a rent and its return would take twice as long while another lease is held (measured once).</summary>
    private const int HotPatience = 64;

    /// <summary>Never idle: found where a thread isn't recognized, or has never used the size.</summary>
    internal static readonly Slot NoSlot = new(Bucket.None, [], Generation.Claimed);

    private readonly ThreadCache? _cache;
    private readonly int _sizeClass;

    /// <summary>Stands where a hot slot would be while there is none. It is never idle, and leads a rent here.</summary>
    private readonly Slot _placeholder = NoSlot;

    /// <summary>A bit for each slot that the owner has returned. It may be out of date after an eviction, so the generation decides.</summary>
    private ulong _idle;

    private Slot? _hot;

    /// <summary>The hot slot's generation when <see cref="_rentsBesideHotLeft"/> last ran out.</summary>
    private long _hotGeneration;

    /// <summary>How many more rents pass the hot slot by before it is checked for still being out under the same lease.</summary>
    private int _rentsBesideHotLeft = HotPatience;

    /// <summary>How many shared rents in a row got a slot that the owner itself had returned.</summary>
    private int _ownRents;

    /// <summary>How many of <see cref="SharedRents"/> the bucket has added to its own count. Under the bucket's lock.</summary>
    private long _sharedRentsCounted;

    /// <summary>Another thread has returned one of these slots.</summary>
    private volatile bool _isOpened;

    /// <summary>A keeper for slots without an owner thread.</summary>
    internal Residents(Bucket bucket)
    {
        Bucket = bucket;
        Batch = null!;
        Thread = OwnerThread.None;
    }

    internal Residents(ThreadCache cache, Bucket bucket, int sizeClass)
        : this(bucket)
    {
        _cache = cache;
        _sizeClass = sizeClass;
        _placeholder = new Slot(Bucket.None, [], Generation.Claimed) { Keeper = this };
        Batch = new Batch(bucket, cache.Thread);
        Thread = cache.Thread;
    }

    internal Bucket Bucket { get; }

    /// <summary>The owner; <see cref="OwnerThread.None"/> for <see cref="Bucket.SharedKeeper"/> and <see cref="Bucket.EvictedKeeper"/>.</summary>
    internal OwnerThread Thread { get; }

    /// <summary>Whether these are a thread's.</summary>
    internal bool HasOwner => Thread != OwnerThread.None;

    /// <summary>The thread's batch of shared slots.</summary>
    internal Batch Batch { get; }

    /// <summary>This thread's rents of shared slots. Written by this thread alone.</summary>
    internal long SharedRents { get; private set; }

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

        if (_hot is { } hot && hot.TryRentByOwner(Thread, size))
        {
            return hot;
        }

        bool isHotHeldLong = IsHotHeldLong();
        while (_idle != 0)
        {
            if (TakeIdle() is { } slot && slot.TryRentByOwner(Thread, size))
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
        SharedRents++;
        if (slot.Renter == Thread.Number)
        {
            _ownRents++;
        }
        else
        {
            slot.Renter = Thread.Number;
            EarnAnew();
        }

        if (Thread.IsTakenOver)
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

    /// <summary>Called by another thread after it has returned one of these slots. Mostly a read of a cache line that no thread writes.</summary>
    internal void NoteReturnElsewhere()
    {
        if (!_isOpened)
        {
            _isOpened = true;
        }
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
}

using System.Diagnostics;

namespace Tidepool.Slots;

/// <content>The counts. Each thread counts its own rents of shared slots, residents' generations tell how often those were rented, and returns follow from
/// the number of leases out.</content>
internal sealed partial class Bucket
{
    /// <summary>The capacities of slots by their numbers; null where all slots have the same one.</summary>
    private readonly Dictionary<int, int>? _capacities;

    /// <summary>Slots ever made, each for a rent that found nothing idle.</summary>
    private long _created;

    /// <summary>Slots dropped on their return because the cap was reached.</summary>
    private long _discarded;

    /// <summary>Idle slots dropped to release memory.</summary>
    private long _trimmed;

    /// <summary>Slots that the garbage collector took since their leases were dropped without a return.</summary>
    private long _abandoned;

    /// <summary>Rents of an idle slot that are counted nowhere else any more: by threads that have ended, and of slots that were residents once.</summary>
    private long _rents;

    /// <summary>Rents of an idle slot by callers that waited.</summary>
    private long _waiterRents;

    /// <summary>The most slots alive when one was created.</summary>
    private long _peak;

    /// <summary>The process's collection count when this bucket last looked for dropped leases.</summary>
    private int _collectionsSeen;

    private long Live => _created - _discarded - _trimmed - _abandoned;

    /// <summary>Reads all counts. They add up exactly while no thread rents or returns.</summary>
    internal BucketStatistics GetStatistics()
    {
        FindDropped();
        using (_gate.Hold())
        {
            long hits = _rents + Interlocked.Read(ref _waiterRents);
            foreach (Residents thread in _threads)
            {
                hits += thread.SharedRents + thread.OwnRents;
            }

            long requested = 0;
            long idle = 0;
            for (int number = _slots.NextAfter(0); number != 0; number = _slots.NextAfter(number))
            {
                if (_slots.TryGet(number, out Slot? slot))
                {
                    if (Generation.IsRented(Generation.Unclaimed(Volatile.Read(ref slot.Generation))))
                    {
                        requested += slot.Length;
                    }
                    else
                    {
                        idle++;
                    }
                }
            }

            return new BucketStatistics
            {
                Size = BufferSize,
                Hits = hits,
                Misses = _created,
                Returned = hits + _created - _abandoned - (Live - idle),
                Discarded = _discarded,
                Idle = idle,
                Rented = Live - idle,
                PeakRented = Math.Max(_peak, Live - idle),
                Abandoned = _abandoned,
                Trimmed = _trimmed,
                BytesRequested = requested,
            };
        }
    }

    /// <summary>Counts the leases that were dropped and have been collected since the last call. Does nothing if there was no collection.</summary>
    /// <returns>Whether there were any, so that the budget has room again.</returns>
    internal bool FindDropped()
    {
        int collections = GC.CollectionCount(0);
        if (collections == Volatile.Read(ref _collectionsSeen))
        {
            return false;
        }

        using (_gate.Hold())
        {
            _collectionsSeen = collections;
            long before = _abandoned;
            for (int number = _slots.NextAfter(0); number != 0; number = _slots.NextAfter(number))
            {
                if (!_slots.TryGet(number, out _))
                {
                    Abandon(number);
                }
            }

            if (before == _abandoned)
            {
                return false;
            }
        }

        Pool.Sampling.Rents.ReportDropped(Pool);
        Pool.Budget.ServeWaiters();
        return true;
    }

    /// <summary>Whether the slot of that number is out under that generation.</summary>
    internal bool IsOut(int number, long generation)
    {
        using (_gate.Hold())
        {
            return _slots.TryGet(number, out Slot? slot) && Volatile.Read(ref slot.Generation) == generation;
        }
    }

    /// <summary>Takes a lease that was just handed on out of the rents: a resident's generation counts it as one. No other thread has that lease yet.</summary>
    internal void UncountHandedOn(Slot slot)
    {
        using (_gate.Hold())
        {
            if (slot.Keeper is { HasOwner: true } keeper)
            {
                keeper.UncountRent(slot);
            }
            else if (slot.Keeper == EvictedKeeper)
            {
                UncountEvictedRent(slot);
            }
        }
    }

    /// <summary>Counts what a thread has rented in the place of one that has ended, after that was taken over.</summary>
    internal void CountLate(Residents thread)
    {
        using (_gate.Hold())
        {
            // Else it is counted when the thread is taken over.
            if (!_threads.Contains(thread))
            {
                _rents += thread.TakeSharedRents();
            }
        }
    }

    private void CountCreated()
    {
        _created++;
        _peak = Math.Max(_peak, Live);
        SetBatchCapacity();
    }

    /// <summary>Writes off a slot that the garbage collector has taken together with its dropped lease. Under the lock.</summary>
    private void Abandon(int number)
    {
        _abandoned++;
        Pool.Sampling.Rents.NoteDropped(this, number);
        Remove(number);
    }

    private void Drop(Slot slot, ref long counter)
    {
        using (_gate.Hold())
        {
            DropHeld(slot, ref counter);
        }
    }

    /// <summary>Counts the owner's rents of a resident that is about to be shared, or was evicted. Under the lock.</summary>
    /// <returns>The lowest bits of the number of all rents of the slot.</returns>
    private ushort CountRents(Residents residents, Slot slot)
    {
        long generation = Volatile.Read(ref slot.Generation);
        _rents += residents.OwnRentsOf(slot, generation);
        return (ushort)Generation.Rents(generation);
    }

    /// <summary>Takes the present rent of an evicted slot out of the count, unless it began after the count. Under the lock.</summary>
    private void UncountEvictedRent(Slot slot)
    {
        if (slot.RentsCounted == (ushort)Generation.Rents(slot.Generation))
        {
            _rents--;
        }
    }

    /// <summary>Writes off a slot and leaves its buffer to the garbage collector, even if something still refers to the slot. Under the lock.</summary>
    private void DropHeld(Slot slot, ref long counter)
    {
        int number = slot.Number;
        Debug.Assert(number != 0, "A slot is dropped once.");
        counter++;
        Pool.Sampling.Rents.Forget(this, number);
        slot.Number = 0;
        Volatile.Write(ref slot.Array, []);
        Remove(number);
    }

    private void Remove(int number)
    {
        _slots.Remove(number);
        SetBatchCapacity();
        int capacity = BufferSize;
        _capacities?.Remove(number, out capacity);
        Pool.Budget.Release(capacity);
    }
}

namespace Tidepool.Slots;

/// <content>Buffers that wander: rented on one thread, returned on another, and wanted by a third.</content>
/// <remarks>
/// A thread that finds nothing takes what lies idle with others. That takes a process-wide barrier, which costs microseconds where processors are virtual. So a buffer that was
/// taken once is <em>shared</em> from then on: it has no home, and each rent and return of it goes through the depot, which hands out the last one that came back. A buffer that
/// the same thread rents again and again after its own returns gets a home there.
/// </remarks>
internal sealed partial class Depot
{
    /// <summary>From this size on, a buffer that lies idle with another thread is taken rather than a new one made. Below, making one costs
    /// less than the barrier.</summary>
    private const int StealingSize = 8 * 1024;

    /// <summary>The most buffers taken from other threads at once.</summary>
    private const int StealingBatch = 16;

    /// <summary>How many places of each ring are looked at for that: with very many out, a vain search must not cost more than a buffer.</summary>
    private const int StealingLook = 256;

    /// <summary>After so many rents in a row by the thread that returned it, a shared buffer is that thread's. Few enough for a thread that works alone again;
    /// too many to happen by chance where several threads take turns.</summary>
    private const int RentsToSettle = 8;

    /// <summary>As <see cref="TryRent"/>, after fetching what lies idle with other threads.</summary>
    internal Slot? TryRentStolen(Ring ring, int size)
    {
        if (BufferSize < StealingSize)
        {
            return null;
        }

        using (_gate.Hold())
        {
            ring.EnsureRoom();
            if (_top is null && !HasWaiters)
            {
                StealFor(ring);
            }

            return TryPopInto(ring, size);
        }
    }

    /// <summary>Moves buffers that lie idle in other threads' rings to the depot: up to half of what a ring has, since its thread may come back for them.</summary>
    private void StealFor(Ring thief)
    {
        Slot? victims = null;
        int stolen = 0;
        foreach (Ring ring in _rings)
        {
            if (ring != thief)
            {
                int quota = Math.Min((ring.CountIdle(StealingLook) + 1) / 2, StealingBatch - stolen);
                stolen += LinkIdle(ring, quota, ref victims);
            }
        }

        for (Slot? slot = victims; slot is not null; slot = slot.Below)
        {
            slot.Notes.IsShared = true;
        }

        Evict(victims, keepIdle: true);
        AssertInvariants();
    }

    /// <summary>Whether a slot that was just rented from the depot goes back there, and doesn't become a resident.</summary>
    private static bool StaysShared(Slot slot, Home renter)
    {
        ref SlotNotes notes = ref slot.Notes;
        notes.RentsByReturner = notes.ReturnedBy == renter ? notes.RentsByReturner + 1 : 0;
        notes.IsShared &= notes.RentsByReturner < RentsToSettle;
        return notes.IsShared;
    }
}

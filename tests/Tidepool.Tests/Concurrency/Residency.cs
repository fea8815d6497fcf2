using Tidepool.Slots;

namespace Tidepool.Tests.Concurrency;

/// <summary>Threads that have earned residents.</summary>
internal static class Residency
{
    /// <summary>How many rents in a row, each of what the thread itself had rented and returned, earn it residents.</summary>
    internal const int RentsToEarn = 1_000;

    /// <summary>Works alone on a size until the thread has <paramref name="count"/> residents.</summary>
    internal static void Earn(BytePool pool, int size, int count = 1)
    {
        // The buffers' creation and their first rent by this thread: neither counts.
        Leases.ReturnAll(Leases.RentMany(pool, count, size));
        Leases.ReturnAll(Leases.RentMany(pool, count, size));
        for (int rent = 0; rent < RentsToEarn; rent++)
        {
            pool.Rent(size).Return();
        }

        ByteLease[] leases = Leases.RentMany(pool, count, size);
        Assert.All(leases, static lease => Assert.True(IsResident(lease), "The thread has earned it."));
        Leases.ReturnAll(leases);
    }

    /// <summary>Whether the slot of a lease is a thread's resident.</summary>
    internal static bool IsResident(ByteLease lease) => KeeperOf(lease).HasOwner;

    internal static Residents KeeperOf(ByteLease lease) => lease.Slot!.Keeper;

    /// <summary>Rents once, and returns whether that was a resident.</summary>
    internal static bool HasResidents(BytePool pool, int size)
    {
        using ByteLease lease = pool.Rent(size);
        return IsResident(lease);
    }
}

namespace Tidepool.Tests;

/// <summary>Rents and returns leases in bulk.</summary>
internal static class Leases
{
    internal static ByteLease[] RentMany(BytePool pool, int count, int size)
    {
        ByteLease[] leases = new ByteLease[count];
        for (int i = 0; i < count; i++)
        {
            leases[i] = pool.Rent(size);
        }

        return leases;
    }

    internal static void ReturnAll(params ReadOnlySpan<ByteLease> leases)
    {
        foreach (ByteLease lease in leases)
        {
            lease.Return();
        }
    }
}

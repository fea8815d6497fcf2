using System.Runtime.InteropServices;

namespace Tidepool.Tests.Concurrency;

/// <summary>The arrays behind leases, and leases in bulk.</summary>
internal static class Buffers
{
    internal static byte[] ArrayOf(ByteLease lease)
    {
        Assert.True(MemoryMarshal.TryGetArray(lease.Memory, out ArraySegment<byte> segment), "A lease is backed by an array.");
        return segment.Array!;
    }

    /// <summary>A set of arrays by identity.</summary>
    internal static HashSet<byte[]> NewSet() => new(ReferenceEqualityComparer.Instance);

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

using System.Runtime.InteropServices;

namespace Tidepool.TestProgram;

/// <summary>Says how many rents of a default pool were served by tracked buffers, which have no array to be had.</summary>
internal static class SampleReport
{
    private const int Rents = 1_000;

    internal static void Print()
    {
        using BytePool pool = new(new BytePoolOptions());
        int tracked = 0;
        for (int rent = 0; rent < Rents; rent++)
        {
            using ByteLease lease = pool.Rent(1_000);
            tracked += MemoryMarshal.TryGetArray<byte>(lease.Memory, out _) ? 0 : 1;
        }

        Console.WriteLine($"tracked: {(tracked == 0 ? "none" : tracked == Rents ? "all" : "some")}");
    }
}

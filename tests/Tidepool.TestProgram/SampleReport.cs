using System.Buffers;
using System.Runtime.InteropServices;

namespace Tidepool.TestProgram;

/// <summary>Reports how many rents of a default pool were served by tracked buffers, whose memory isn't a plain array's.</summary>
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
            tracked += MemoryMarshal.TryGetMemoryManager<byte, MemoryManager<byte>>(lease.Memory, out _) ? 1 : 0;
        }

        Console.WriteLine($"tracked: {(tracked == 0 ? "none" : tracked == Rents ? "all" : "some")}");
    }
}

using System.Runtime.CompilerServices;

namespace Tidepool.TestProgram.Misuse;

/// <summary>A program that drops every lease it rents, all from one call site.</summary>
internal static class DroppedInALoop
{
    /// <summary>A tracked lease counts as abandoned after the second collection.</summary>
    private const int MostRounds = 10;

    internal static int Run(int count)
    {
        using BytePool pool = new(new BytePoolOptions { Name = "dropped" });
        Drop(pool, count);
        for (int round = 0; round < MostRounds && pool.GetStatistics().Rented > 0; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Console.WriteLine($"abandoned: {pool.GetStatistics().Abandoned}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(BytePool pool, int count)
    {
        for (int dropped = 0; dropped < count; dropped++)
        {
            pool.Rent(100);
        }
    }
}

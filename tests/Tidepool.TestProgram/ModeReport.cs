namespace Tidepool.TestProgram;

/// <summary>Reports for each kind of pool whether it pools: whether a second rent gets the buffer of the first.</summary>
internal static class ModeReport
{
    private const int Size = 4096;

    internal static void Print()
    {
        using BytePool gomempoolForm = new(Size, Size, 4);
        using BytePool standard = new(new BytePoolOptions { Mode = PoolMode.Standard });
        using BytePool unpooled = new(new BytePoolOptions { Mode = PoolMode.Unpooled });
        Print("simple", gomempoolForm);
        Print("standard", standard);
        Print("unpooled", unpooled);
        Print("Unpooled", BytePool.Unpooled);
        PrintShared();
    }

    internal static void PrintShared() => Print("Shared", BytePool.Shared);

    private static void Print(string name, BytePool pool)
    {
        ByteLease first = pool.Rent(Size);
        first.Span[0] = 1;
        first.Return();
        bool refusesSecondReturn = false;
        try
        {
            first.Return();
        }
        catch (BufferAlreadyReturnedException)
        {
            refusesSecondReturn = true;
        }

        pool.Rent(Size).Return();
        BytePoolStatistics statistics = pool.GetStatistics();
        Console.WriteLine($"{name}: hits {statistics.Hits}, unpooled {statistics.Unpooled}, checks {(refusesSecondReturn ? "yes" : "no")}");
    }
}

namespace Tidepool.Tests.Concurrency;

/// <summary>Garbage collection for tests: afterwards, everything that is unreachable has been found and finalized.</summary>
internal static class Collector
{
    /// <summary>More rounds than anything needs: a dropped lease takes three.</summary>
    private const int MaxRounds = 40;

    internal static void Settle()
    {
        for (int round = 0; round < 4; round++)
        {
            CollectOnce();
        }
    }

    /// <summary>Collects until the condition holds. The end of a thread becomes visible to the collector a moment after it was joined,
    /// and nothing signals it.</summary>
    /// <returns>Whether the condition holds.</returns>
    internal static bool SettleUntil(Func<bool> condition)
    {
        for (int round = 0; round < MaxRounds; round++)
        {
            if (condition())
            {
                return true;
            }

            CollectOnce();
            Thread.Yield();
        }

        return false;
    }

    /// <summary>The bytes in use by managed objects, after everything that can be collected has been.</summary>
    internal static long BytesInUse()
    {
        Settle();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static void CollectOnce()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}

namespace Tidepool.TestProgram;

/// <summary>Measures what the pool keeps for many threads that rent once and then do nothing.</summary>
internal static class QuietThreads
{
    private const int Count = 1_000;
    private const int Size = 1_024;

    internal static int Run()
    {
        // Two rounds with rents: the second one doesn't count what is made once per process.
        Measure(rents: true);
        (long tablesWithout, _, _) = Measure(rents: false);
        (long tables, long heldWhileQuiet, long heldAfterDecay) = Measure(rents: true);
        Console.WriteLine($"tables per thread: {(tables - tablesWithout) / Count}");
        Console.WriteLine($"buffers: {heldWhileQuiet / Size}");
        Console.WriteLine($"held after decay: {heldAfterDecay}");
        return 0;
    }

    private static (long Tables, long HeldWhileQuiet, long HeldAfterDecay) Measure(bool rents)
    {
        ManualClock clock = new();
        using BytePool pool = new(new BytePoolOptions { TimeProvider = clock });
        using CountdownEvent quiet = new(Count);
        using ManualResetEventSlim end = new();
        Thread[] threads = new Thread[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < Count; i++)
        {
            threads[i] = new Thread(RentOnceAndWait, maxStackSize: 128 * 1024);
            threads[i].Start();
        }

        quiet.Wait();
        long held = pool.GetStatistics().BytesHeld;
        long tables = GC.GetTotalMemory(forceFullCollection: true) - before - held;
        for (int step = 0; step < 30; step++)
        {
            clock.Tick?.Invoke();
        }

        long heldAfterDecay = pool.GetStatistics().BytesHeld;
        end.Set();
        Array.ForEach(threads, static thread => thread.Join());
        return (tables, held, heldAfterDecay);

        void RentOnceAndWait()
        {
            if (rents)
            {
                pool.Rent(Size).Return();
            }

            quiet.Signal();
            end.Wait();
        }
    }
}

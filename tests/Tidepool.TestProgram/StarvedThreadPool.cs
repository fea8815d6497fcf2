namespace Tidepool.TestProgram;

/// <summary>A thread pool whose threads all wait for a budget, and which gets no more threads.</summary>
internal static class StarvedThreadPool
{
    private const int Threads = 2;
    private const int Rents = 40;

    internal static async Task<int> RunAsync()
    {
        ThreadPool.GetMinThreads(out _, out int completionThreads);
        ThreadPool.SetMinThreads(Threads, completionThreads);
        if (!ThreadPool.SetMaxThreads(Threads, completionThreads))
        {
            Console.WriteLine("limited: no");
            return 1;
        }

        using BytePool pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 1_024, MaxTotalBytes = 1_024 });
        ByteLease held = pool.Rent(1_000);
        Task<int>[] renting = [.. Enumerable.Range(0, Rents).Select(_ => Task.Run(() =>
        {
            using ByteLease lease = pool.Rent(1_000, TimeSpan.FromMinutes(2));
            return lease.Length;
        }))];

        // All threads of the thread pool are waiters: none is left to return what is out.
        while (pool.GetStatistics().Waiting < Threads)
        {
            Thread.Sleep(1);
        }

        held.Return();
        int[] served = await Task.WhenAll(renting);
        Console.WriteLine($"served: {served.Length}");
        Console.WriteLine($"out: {pool.GetStatistics().Rented}, waiting: {pool.GetStatistics().Waiting}");
        return 0;
    }
}

using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>What flows do at once, and the bounds of what they may leave behind.</summary>
/// <param name="Name">By which it is asked for.</param>
/// <param name="Round">What each of them does again and again.</param>
internal sealed record Scenario(string Name, Func<Flow, Task> Round)
{
    private const int Threads = 4;
    private const int Flows = 8;
    private const int Rounds = 400;

    /// <summary>Each thread may make this many more than it had out at once: while a buffer is between two threads, nobody finds it.</summary>
    private const int AllowancePerThread = 2;

    /// <summary>All of them.</summary>
    internal static Scenario[] All { get; } =
    [
        new("pairs", LeaseScenarios.PairsAsync),
        new("return-loop", LeaseScenarios.ReturnLoopAsync) { BeginsOnOneThread = true },
        new("rent-loop", LeaseScenarios.RentLoopAsync),
        new("using", LeaseScenarios.UsingAsync),
        new("try-rent", LeaseScenarios.TryRentAsync),
        new("rent-async", LeaseScenarios.RentAsyncAsync),
        new("rent-async-waiting", LeaseScenarios.RentAsyncAsync) { Budget = 5 * 1_024 },
        new("array-pool", AdapterScenarios.ArrayPoolAsync),
        new("memory-pool", AdapterScenarios.MemoryPoolAsync),
        new("memory-pool-reusing", AdapterScenarios.ReusingMemoryPoolAsync),
        new("allocator", AdapterScenarios.AllocatorAsync),
    ];

    /// <summary>Of the pool; null for none.</summary>
    internal long? Budget { get; init; }

    /// <summary>All flows begin on one thread, which is then busy with its own rents whenever another one returns what was rented there.</summary>
    internal bool BeginsOnOneThread { get; init; }

    /// <summary>Runs it.</summary>
    /// <returns>What was counted. Throws if that is wrong.</returns>
    internal string Run()
    {
        using Crew crew = new(Threads);
        using BytePool pool = new(new BytePoolOptions { Name = Name, MaxTotalBytes = Budget, DecayTime = Timeout.InfiniteTimeSpan, LeakSamplingInterval = 0 });
        Custody custody = new(Threads);
        crew.Run(Flows, number => new Flow(pool, custody, crew, number, BeginsOnOneThread ? 0 : number % Threads).RepeatAsync(Rounds, Round));

        custody.ExpectNothingOut();
        BytePoolStatistics statistics = pool.GetStatistics();
        string counts = $"{custody.Rents} rents, {custody.Buffers} buffers where {custody.Needed} were needed";
        Expect(statistics.Rented == 0, "something is rented");
        Expect(statistics.Returned == custody.Rents, "not every rent was returned");
        Expect(statistics.Hits + statistics.Misses == custody.Rents, "rents were counted that weren't, or weren't that were");
        Expect(statistics.Abandoned == 0, "something was dropped");
        long released = statistics.Discarded + statistics.Trimmed;
        Expect(statistics.Rented + statistics.Idle == statistics.Misses - released - statistics.Abandoned, "the balance is off");
        Expect(Budget is null || (statistics.Waits > 0 && statistics.BytesHeld <= Budget), "the budget was exceeded, or nobody waited for it");
        Expect(statistics.Misses - released <= custody.Needed + (Threads * AllowancePerThread), "more buffers were made than were needed: idle ones were lost");
        return counts;

        void Expect(bool holds, string otherwise)
        {
            if (!holds)
            {
                throw new RunFailedException(
                    $"{otherwise}: {counts}; hits {statistics.Hits}, misses {statistics.Misses}, returned {statistics.Returned}, "
                    + $"rented {statistics.Rented}, idle {statistics.Idle}, discarded {statistics.Discarded}, trimmed {statistics.Trimmed}, "
                    + $"abandoned {statistics.Abandoned}, waits {statistics.Waits}, bytes held {statistics.BytesHeld}");
            }
        }
    }
}

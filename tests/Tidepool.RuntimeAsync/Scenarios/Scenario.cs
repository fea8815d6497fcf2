using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync.Scenarios;

/// <summary>What several flows do at the same time, and the limits that must hold afterwards.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Round">What each flow does repeatedly.</param>
internal sealed record Scenario(string Name, Func<Flow, Task> Round)
{
    private const int Threads = 4;
    private const int Flows = 8;
    private const int Rounds = 400;

    /// <summary>How many more buffers each thread may make than it had out at once: no thread finds a buffer that is moving between two threads.</summary>
    private const int AllowancePerThread = 2;

    /// <summary>All scenarios.</summary>
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

    /// <summary>The pool's budget in bytes; null for none.</summary>
    internal long? Budget { get; init; }

    /// <summary>Whether all flows begin on one thread, which is then busy renting whenever another thread returns what was rented there.</summary>
    internal bool BeginsOnOneThread { get; init; }

    /// <summary>Runs the scenario. Throws if the counts are wrong.</summary>
    /// <returns>The counts.</returns>
    internal string Run()
    {
        using Crew crew = new(Threads);
        using BytePool pool = new(new BytePoolOptions { Name = Name, MaxTotalBytes = Budget, DecayTime = Timeout.InfiniteTimeSpan, LeakSamplingInterval = 0 });
        Custody custody = new(Threads);
        crew.Run(Flows, number => new Flow(pool, custody, crew, number, BeginsOnOneThread ? 0 : number % Threads).RepeatAsync(Rounds, Round));

        custody.ExpectNothingOut();
        BytePoolStatistics statistics = pool.GetStatistics();
        string counts = $"{custody.Rents} rents, {custody.Buffers} buffers where {custody.Needed} were needed";
        Expect(statistics.Rented == 0, "a buffer is still out");
        Expect(statistics.Returned == custody.Rents, "not every rent was returned");
        Expect(statistics.Hits + statistics.Misses == custody.Rents, "the number of rents is wrong");
        Expect(statistics.Abandoned == 0, "a lease was counted as dropped");
        long released = statistics.Discarded + statistics.Trimmed;
        Expect(statistics.Rented + statistics.Idle == statistics.Misses - released - statistics.Abandoned, "rented and idle buffers don't add up");
        Expect(Budget is null || (statistics.Waits > 0 && statistics.BytesHeld <= Budget), "the budget was exceeded, or no rent waited for it");
        Expect(statistics.Misses - released <= custody.Needed + (Threads * AllowancePerThread), "more buffers were made than needed: idle ones were lost");
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

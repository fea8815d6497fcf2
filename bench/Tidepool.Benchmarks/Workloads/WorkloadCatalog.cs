namespace Tidepool.Benchmarks.Workloads;

/// <summary>Every row of the reports, in their order.</summary>
internal static class WorkloadCatalog
{
    private const int Kibibyte = 1_024;
    private const int Mebibyte = 1 << 20;

    /// <summary>Gets the rows of the short table.</summary>
    public static IReadOnlyList<Workload> Basic { get; } =
    [
        Pair("pair", Workload.UsualSize),
        Scoped("using", "rent 200 B in a using block, touch", static runs => runs.Using(200)),
        Nested(8),
        Nested(16),
        Nested(16, firstInFirstOut: true),
        Nested(64),
        new(
            "mixed",
            "rent 64 B–1 MiB (log-uniform, the same sequence for all), touch, return",
            static runs => runs.Mixed(SizeSequence.LogUniform(64, Mebibyte))) { LargestSize = Mebibyte },
        PoolsInTurn(2),
        PoolsInTurn(100),
        Handoff(256),
        new(
            "ring-256",
            "pass one lease through a ring of 256 to another thread: no renting, the ring's own cost",
            static runs => runs.BareRing(Workload.UsualSize, 256)) { MeasuresPool = false },
        new(
            "hop",
            "4 tasks: rent 4,096 B, touch, await Task.Yield(), read both ends, return (the yield included)",
            static runs => runs.Hop(Workload.UsualSize, tasks: 4)),
    ];

    /// <summary>Gets all rows: those of the short table, and those that only the suite measures by default.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. Basic,
        Pair("pair-200", 200),
        Nested(8, firstInFirstOut: true),
        Nested(64, firstInFirstOut: true),
        Handoff(16),
        Handoff(4_096),
        Shuffled(16),
        Shuffled(256),
        Shuffled(4_096),
        new(
            "handoff-1-to-n",
            "one thread rents 4,096 B and deals them out to 3 threads, each through a ring of 256, which return them",
            static runs => runs.Handoff(Workload.UsualSize, others: 3, ringSize: 256, rentsHere: true)),
        new(
            "handoff-n-to-1",
            "3 threads rent 4,096 B and pass them, each through a ring of 256, to one thread, which returns them",
            static runs => runs.Handoff(Workload.UsualSize, others: 3, ringSize: 256, rentsHere: false)),
        .. PortedWorkloads.All,
    ];

    /// <summary>Gets the rows that are measured against themselves, with increasing amounts of something.</summary>
    public static IReadOnlyList<WorkloadSeries> Series { get; } =
    [
        new("threads", "threads", "throughput of n threads that rent 4 × 4,096 B, touch and return them", Of([1, 2, 4, 8, 16, 32, 64], Threads)),
        new("held", "leases held", "rent 256 B, touch, return, while n other leases are out", Of([1, 10, 100, 1_000, 10_000, 100_000], Held)),
        new("alive", "pools alive", "rent 4,096 B, touch, return, while n pools are alive", Of([1, 10, 100, 1_000], Alive)),
    ];

    /// <summary>Gets the row whose single operations are timed.</summary>
    public static Workload Tails { get; } = new(
        "tails",
        $"{PortedWorkloads.Processors} threads, each with 500 buffers of 256 B–64 KiB (log-uniform): return a random one, rent another, touch it; "
            + "each such operation timed",
        static runs => runs.TimedReplacement(PortedWorkloads.Processors, slots: 500, SizeSequence.LogUniform(256, 64 * Kibibyte)))
    {
        LargestSize = 64 * Kibibyte,
        BuffersHeld = 500 * PortedWorkloads.Processors,
    };

    /// <summary>The row with this name.</summary>
    public static Workload Find(string name) => All.Single(workload => workload.Name == name);

    private static Workload Scoped(string name, string description, Func<IScopedRuns, Run> bind) => new(name, description, bind) { BindScoped = bind };

    private static Workload Pair(string name, int size) =>
        Scoped(name, $"rent {size:N0} B, touch, return", runs => runs.Pair(size)) with { LargestSize = size };

    private static Workload Nested(int depth, bool firstInFirstOut = false) => new(
        firstInFirstOut ? $"nested-{depth}-fifo" : $"nested-{depth}",
        $"rent {depth} × 4,096 B, touch, return them {(firstInFirstOut ? "first" : "last")} in first out; per buffer",
        runs => runs.Nested(Workload.UsualSize, depth, firstInFirstOut));

    private static Workload PoolsInTurn(int pools) => new(
        $"pools-{pools}",
        $"rent 4,096 B from the next of {pools} pools, touch, return (against one ArrayPool.Shared)",
        runs => runs.PoolsInTurn(Workload.UsualSize, pools));

    private static Workload Handoff(int ringSize) => new(
        $"handoff-{ringSize}",
        $"rent 4,096 B and touch on one thread, read both ends and return on another, through a ring of {ringSize} (ring included)",
        runs => runs.Handoff(Workload.UsualSize, others: 1, ringSize, rentsHere: true));

    private static Workload Shuffled(int ringSize) => new(
        $"handoff-{ringSize}-shuffled",
        $"as handoff-{ringSize}, but the returning thread keeps {ringSize} buffers and returns a random one of them for each that comes",
        runs => runs.ShuffledHandoff(Workload.UsualSize, ringSize));

    private static Workload Threads(int threads) => new(
        $"threads-{threads}",
        $"{threads} threads: rent 4 × 4,096 B, touch, return; per buffer, all threads together",
        runs => runs.Threads(Workload.UsualSize, threads));

    private static Workload Held(int held) => new($"held-{held}", $"rent 256 B, touch, return, with {held:N0} others held", runs => runs.Held(256, held))
    {
        LargestSize = 256,
        BuffersHeld = held,
    };

    private static Workload Alive(int pools) => new(
        $"alive-{pools}",
        $"rent 4,096 B, touch, return on the last made of {pools:N0} pools, each used once by this thread",
        runs => runs.Alive(Workload.UsualSize, pools)) { BuffersHeld = pools, NeedsInstances = true };

    private static (int Count, Workload Workload)[] Of(int[] counts, Func<int, Workload> make) => [.. counts.Select(count => (count, make(count)))];
}

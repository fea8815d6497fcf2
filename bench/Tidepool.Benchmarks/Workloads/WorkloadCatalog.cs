namespace Tidepool.Benchmarks.Workloads;

/// <summary>Every row of the reports, in their order.</summary>
internal static class WorkloadCatalog
{
    /// <summary>Gets the rows of the short table.</summary>
    public static IReadOnlyList<Workload> Basic { get; } =
    [
        new Pair("pair", Workload.UsualSize),
        new Using(200),
        new Nested(8),
        new Nested(16),
        new Nested(16, FirstInFirstOut: true),
        new Nested(64),
        new Mixed(),
        new PoolsInTurn(2),
        new PoolsInTurn(100),
        new Handoff(256),
        new BareRing(256),
        new Hop(),
    ];

    /// <summary>Gets the row whose buffers a memory row looks at too.</summary>
    public static Workload Realistic { get; } = new Realistic();

    /// <summary>Gets all rows: those of the short table, and those that only the suite measures by default. From larson on they are programs used to compare
    /// memory allocators, with sizes 8 to 64 times the originals'.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        .. Basic,
        new Pair("pair-200", 200),
        new Nested(8, FirstInFirstOut: true),
        new Nested(64, FirstInFirstOut: true),
        new Handoff(16),
        new Handoff(4_096),
        new ShuffledHandoff(16),
        new ShuffledHandoff(256),
        new ShuffledHandoff(4_096),
        new Handoff("handoff-1-to-n", "one thread rents 4,096 B and deals them out to 3 threads, each through a ring of 256, which return them", 256, Others: 3),
        new Handoff(
            "handoff-n-to-1",
            "3 threads rent 4,096 B and pass them, each through a ring of 256, to one thread, which returns them",
            256,
            Others: 3,
            RentsHere: false),
        new Larson(AsTasks: false),
        new Larson(AsTasks: true),
        new Xmalloc("xmalloc", "4,096 B", Workload.UsualSize),

        // 17 sizes, four per doubling from 1 KiB on; the original's are eight times smaller.
        new Xmalloc(
            "xmalloc-mixed",
            "17 sizes of 64 B–16 KiB",
            [64, 128, 256, 512, 1_024, 1_280, 1_536, 1_792, 2_048, 2_560, 3_072, 4_096, 5_120, 6_144, 8_192, 12_288, 16_384]),
        new Cache("cache-scratch", ", each first returns a 64 B buffer rented by another; then rent", StartsShared: true),
        new Cache("cache-thrash", ": rent 64 B", StartsShared: false),
        new SmartHeap("sh6bench", "the last 16 outlive the next series", Migrates: false),
        new SmartHeap("sh8bench", "another thread returns the last 16", Migrates: true),
        new Stress(),
        Realistic,
        new Large(),
        new ThreadChurn(),
        new Messages(),
    ];

    /// <summary>Gets the rows that are measured against themselves, with increasing amounts of something.</summary>
    public static IReadOnlyList<WorkloadSeries> Series { get; } =
    [
        new("threads", "threads", "throughput of n threads that rent 4 × 4,096 B, touch and return them", [1, 2, 4, 8, 16, 32, 64], static n => new Threads(n)),
        new(
            "held",
            "leases held",
            "rent 256 B, touch, return, while n other leases are out",
            [1, 10, 100, 1_000, 10_000, 100_000],
            static n => new PairBesideHeld(n)),
        new("alive", "pools alive", "rent 4,096 B, touch, return, while n pools are alive", [1, 10, 100, 1_000], static n => new PairOfManyPools(n)),
    ];

    /// <summary>Gets the row whose single operations are timed.</summary>
    public static Workload Tails { get; } = new TimedReplacement();

    /// <summary>The row with this name.</summary>
    public static Workload Find(string name) => All.Single(workload => workload.Name == name);
}

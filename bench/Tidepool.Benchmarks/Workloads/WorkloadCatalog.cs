using Tidepool.Benchmarks.Workloads.Ports;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Every row of the reports, in their order.</summary>
internal static class WorkloadCatalog
{
    /// <summary>Gets the rows of the short table.</summary>
    public static IReadOnlyList<Workload> Basic { get; } =
    [
        new PairWorkload(4_096),
        new UsingWorkload(),
        new NestedWorkload(8, ReturnOrder.LastInFirstOut),
        new NestedWorkload(16, ReturnOrder.LastInFirstOut),
        new NestedWorkload(16, ReturnOrder.FirstInFirstOut),
        new NestedWorkload(64, ReturnOrder.LastInFirstOut),
        new MixedWorkload(),
        new PoolsInTurnWorkload(2),
        new PoolsInTurnWorkload(100),
        new HandoffWorkload(256),
        new BareRingWorkload(256),
        new AsyncHopWorkload(),
    ];

    /// <summary>Gets the rows that only the suite measures by default.</summary>
    private static readonly Workload[] s_further =
    [
        new PairWorkload(200),
        new NestedWorkload(8, ReturnOrder.FirstInFirstOut),
        new NestedWorkload(64, ReturnOrder.FirstInFirstOut),
        new HandoffWorkload(16),
        new HandoffWorkload(4_096),
        new ShuffledHandoffWorkload(16),
        new ShuffledHandoffWorkload(256),
        new ShuffledHandoffWorkload(4_096),
        new FanOutWorkload(3),
        new FanInWorkload(3),
        new LarsonWorkload(Successor.Thread),
        new LarsonWorkload(Successor.Task),
        new XmallocWorkload(mixed: false),
        new XmallocWorkload(mixed: true),
        new CacheWorkload(startsShared: true),
        new CacheWorkload(startsShared: false),
        new SmartHeapWorkload(migrates: false),
        new SmartHeapWorkload(migrates: true),
        new StressWorkload(),
        new RealisticWorkload(),
        new LargeWorkload(),
        new ThreadChurnWorkload(),
        new MessageWorkload(),
    ];

    /// <summary>Gets all rows.</summary>
    public static IReadOnlyList<Workload> All { get; } = [.. Basic, .. s_further];

    /// <summary>Gets the rows that are measured against themselves, with ever more of something.</summary>
    public static IReadOnlyList<WorkloadSeries> Series { get; } =
    [
        new("threads", "threads", "throughput of n threads that rent 4 × 4,096 B, touch and return them", Of([1, 2, 4, 8, 16, 32, 64], n => new ThreadsWorkload(n))),
        new("held", "leases held", "rent 256 B, touch, return, while n other leases are out", Of([1, 10, 100, 1_000, 10_000, 100_000], n => new HeldLeasesWorkload(n))),
        new("alive", "pools alive", "rent 4,096 B, touch, return, while n pools are alive", Of([1, 10, 100, 1_000], n => new AlivePoolsWorkload(n))),
    ];

    private static (int Count, Workload Workload)[] Of(ReadOnlySpan<int> counts, Func<int, Workload> make)
    {
        (int, Workload)[] variants = new (int, Workload)[counts.Length];
        for (int i = 0; i < counts.Length; i++)
        {
            variants[i] = (counts[i], make(counts[i]));
        }

        return variants;
    }
}

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Every row group of the report, in its order.</summary>
internal static class WorkloadCatalog
{
    public static IReadOnlyList<Workload> All { get; } =
    [
        new PairWorkload(),
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
}

namespace Tidepool.Benchmarks.Processes;

/// <summary>The rows with processes of their own, and the peers that are worth measuring in them.</summary>
internal static class ProcessCatalog
{
    public static ProcessRow Burst { get; } = new Burst();

    public static ProcessRow Surplus { get; } = new Surplus("surplus", "on the same thread", HandedOff: false);

    public static ProcessRow SurplusHandedOff { get; } = new Surplus("surplus-handed-off", "to another thread, which returns them", HandedOff: true);

    /// <summary>Gets the memory rows whose processes take gigabytes together.</summary>
    public static IReadOnlyList<ProcessRow> HeavyMemory { get; } =
    [
        Burst,
        Burst with { Name = "burst-collected", Description = $"{Burst.Description}; a full collection is forced before each sample", ForcesCollections = true },
    ];

    /// <summary>Gets the other memory rows of the suite.</summary>
    public static IReadOnlyList<ProcessRow> LightMemory { get; } =
    [
        Surplus,
        SurplusHandedOff,
        new IdleThreads("idle-threads", "1,000 threads each rented and returned 64 KiB and now wait", End: false),
        new IdleThreads("mleak-held", "1,000 threads, one after another, each rented and returned 64 KiB and ended", End: true),
        new HeldByRow(
            "rptest-held",
            "heap bytes over bytes asked, less 1, while the buffers of rptest are out, after a full collection",
            WorkloadCatalog.Realistic),
    ];

    public static IReadOnlyList<ProcessRow> Memory { get; } = [.. HeavyMemory, .. LightMemory];

    /// <summary>Gets a row that only the targets use: a figure, not a curve.</summary>
    public static ProcessRow SmallRented { get; } = new SmallRented();

    /// <summary>Gets another such row.</summary>
    public static ProcessRow SmallIdle { get; } = new SmallIdle();

    /// <summary>Gets the flows of the command of that name.</summary>
    public static ProcessRow Flows { get; } = new Flows("flows", Listens: false);

    /// <summary>Gets the same, where the buffers made by the shared pool are counted.</summary>
    public static ProcessRow FlowsListened { get; } = new Flows("flows-listened", Listens: true);

    public static IReadOnlyList<ProcessRow> All { get; } = [.. Memory, SmallRented, SmallIdle, Flows, FlowsListened];

    /// <summary>Gets the peers of the memory rows: those with memory of their own.</summary>
    public static IReadOnlyList<Peer> MemoryPeers { get; } = [.. PeerCatalog.All.Where(static peer => peer.HoldsMemory)];

    public static IReadOnlyList<Peer> Peers { get; } = [.. MemoryPeers, PeerCatalog.Uncapped, PeerCatalog.Plain, PeerCatalog.LockedStack];
}

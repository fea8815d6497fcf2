namespace Tidepool.Benchmarks.Processes;

/// <summary>The rows with processes of their own, and the peers that are worth measuring in them.</summary>
internal static class ProcessCatalog
{
    /// <summary>The number of buffers in the row <see cref="SmallRented"/>.</summary>
    public const int SmallRentedCount = 100_000;

    private const int Kibibyte = 1_024;
    private const int LargestMessage = 64 * Kibibyte;

    public static ProcessRow Burst { get; } = new(
        "burst",
        "10,000 × 64 KiB held at once and returned, then nothing",
        64 * Kibibyte,
        static (runs, session) => runs.Burst(session, 10_000, 64 * Kibibyte)) { IsHeavy = true };

    public static ProcessRow Surplus { get; } = SurplusOf("surplus", "on the same thread", handedOff: false);

    public static ProcessRow SurplusHandedOff { get; } = SurplusOf("surplus-handed-off", "to another thread, which returns them", handedOff: true);

    /// <summary>Gets the memory rows of the suite.</summary>
    public static IReadOnlyList<ProcessRow> Memory { get; } =
    [
        Burst,
        Burst with { Name = "burst-collected", Description = $"{Burst.Description}; a full collection is forced before each sample", ForcesCollections = true },
        Surplus,
        SurplusHandedOff,
        ThreadsOf("idle-threads", "1,000 threads each rented and returned 64 KiB and now wait", end: false),
        ThreadsOf("mleak-held", "1,000 threads, one after another, each rented and returned 64 KiB and ended", end: true),
        new(
            "rptest-held",
            "heap bytes over bytes asked, less 1, while the buffers of rptest are out, after a full collection",
            PortedWorkloads.Realistic.LargestSize,
            HoldRealistic),
    ];

    /// <summary>Gets a row that only the targets use: a figure, not a curve.</summary>
    public static ProcessRow SmallRented { get; } = new(
        "small-rented",
        "100,000 × 64 B rented: bytes on the heap and beside it, after a compacting collection",
        64,
        static (runs, session) => runs.RentedCost(session, SmallRentedCount, 64));

    /// <summary>Gets another such row.</summary>
    public static ProcessRow SmallIdle { get; } = new(
        "small-idle",
        "300,000 × 64 B idle: the time of a full collection",
        64,
        static (runs, session) => runs.IdleCost(session, 300_000, 64));

    /// <summary>Gets the flows of the command of that name.</summary>
    public static ProcessRow Flows { get; } = FlowsOf("flows", listens: false);

    /// <summary>Gets the same with an <see cref="ArrayPoolListener"/>, which counts the buffers made; the time is then worth nothing.</summary>
    public static ProcessRow FlowsListened { get; } = FlowsOf("flows-listened", listens: true);

    public static IReadOnlyList<ProcessRow> All { get; } = [.. Memory, SmallRented, SmallIdle, Flows, FlowsListened];

    /// <summary>Gets the peers of the memory rows: those with memory of their own.</summary>
    public static IReadOnlyList<Peer> MemoryPeers { get; } = [.. PeerCatalog.All.Where(static peer => peer.HoldsMemory)];

    public static IReadOnlyList<Peer> Peers { get; } = [.. MemoryPeers, PeerCatalog.Uncapped, PeerCatalog.Plain, PeerCatalog.LockedStack];

    private static ProcessRow SurplusOf(string name, string where, bool handedOff) => new(
        name,
        $"1,000 × 16 KiB held at once, then 4 in flight {where}",
        16 * Kibibyte,
        (runs, session) => runs.Surplus(session, most: 1_000, inFlight: 4, size: 16 * Kibibyte, handedOff));

    private static ProcessRow ThreadsOf(string name, string description, bool end) =>
        new(name, description, 64 * Kibibyte, (runs, session) => runs.Idle(session, threads: 1_000, size: 64 * Kibibyte, end));

    private static ProcessRow FlowsOf(string name, bool listens) => new(
        name,
        "8 flows of messages of 128 B to 64 KiB (log-uniform): each rented on one thread of the thread pool, passed through a bounded channel, "
            + "returned on another",
        LargestMessage,
        (runs, session) => runs.FlowsAsync(session, flows: 8, SizeSequence.LogUniform(128, LargestMessage), listens).GetAwaiter().GetResult());

    private static void HoldRealistic(IRuns runs, Session session)
    {
        const int Chunks = 200;
        using Run run = PortedWorkloads.Realistic.Bind(runs);
        run.Execute(Chunks);
        Session.Collect();
        session.Write(sample => sample with { AskedBytes = run.BytesAsked!() });
    }
}

namespace Tidepool.Benchmarks.Reporting;

/// <summary>What the reports say about themselves: how to read them, how to repeat them, and what they leave out.</summary>
internal static class Method
{
    /// <summary>Gets how to read the columns of the short table.</summary>
    public static IEnumerable<string> Columns { get; } =
    [
        $"ratio: median over the median of {PeerCatalog.Baseline.Name}; below 1 is faster. quartiles: of the ratios within each round.",
        "?: the machine's speed shifted so much that the ratio of medians lies outside those quartiles; trust the quartiles.",
        "B/op: managed bytes allocated per operation. GC: collections of generation 0/1/2 during all timed rounds.",
    ];

    /// <summary>Gets what a table of times alone leaves out besides <see cref="NotMeasured"/>.</summary>
    public static IEnumerable<string> NotMeasuredByTimes { get; } =
    [
        "tails: a median of rounds hides single slow operations and collection pauses (the command tails shows them)",
        "memory: bytes held idle, bytes held per byte asked, and giving memory back (the command suite does)",
    ];

    /// <summary>Gets what no command measures.</summary>
    public static IEnumerable<string> NotMeasured { get; } =
    [
        "the first use: everything is warm, and compiled by the profile of the rows before it",
        "contention of many processors and sockets, and processors other than this one",
        "a program's own work: here buffers are touched at both ends only, so a pool's share is larger than in life",
        "the scheduler: which cores producer and consumer get changes the handoff and ring rows severalfold; look at ratios only",
        "safety: what a pool checks or doesn't is no column here",
    ];

    public static IEnumerable<string> HowToRead(MeasurementPlan plan) =>
    [
        $"ns: median over {plan.Rounds} rounds, nanoseconds per operation, wall clock; each round is {plan.Slices} × {plan.Turn.TotalMilliseconds:0} ms per "
            + $"peer, in turn ({plan.ForThreads.Slices} × {plan.ForThreads.Turn.TotalMilliseconds:0} ms with several threads).",
        "Quartiles show the spread within this process; another run of the program may differ by more. Compare several runs before trusting a small lead.",
        "A row is lost when some peer is faster in at least three quarters of the rounds, won when every peer is slower in as many, and even otherwise.",
    ];

    /// <summary>How to read what the suite adds.</summary>
    public static string Series => "The rows of leases held and pools alive compare medians, without quartiles: there, peers take no turns with each other.";

    public static IEnumerable<string> HowToRepeat(int quietSeconds) =>
    [
        "`dotnet run -c Release --project bench/Tidepool.Benchmarks -- suite` writes this page.",
        "`-- targets` prints the ratios that are aimed at, those of the next two commands among them; with `--relay`, those of the third too.",
        "`-- growth` measures what a refusal, a wait, making room and going beyond the cap cost with 1,000 and with 100,000 leases out or idle.",
        "`-- flows` counts the buffers that eight flows of messages through channels make and touch, beside a locked stack for each size.",
        "`-- relay` runs `samples/MessageRelay` for ten minutes: its processor time and working set beside ArrayPool.Shared's and a control's.",
        $"The memory rows watched {quietSeconds} s of quiet.",
        "Peers run with their settings as shipped; a pool that needs to know the largest size gets that of the row.",
        "Thread counts and slots of the ported programs are scaled to this machine, as each row says; their sizes are 8 to 64 times the originals'.",
        "DotNetty's leak detection stays at its default level, as its users have it.",
    ];
}

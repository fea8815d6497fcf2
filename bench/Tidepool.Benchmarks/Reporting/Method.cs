using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Reporting;

/// <summary>What every report says about itself: how to read it, and what it leaves out.</summary>
internal static class Method
{
    public static IEnumerable<string> HowToRead(MeasurementPlan plan) =>
    [
        $"ns: median over {plan.Rounds} rounds, nanoseconds per operation, wall clock; each round is {plan.Slices} × {plan.Turn.TotalMilliseconds:0} ms per peer, in turn ({plan.ForThreads.Slices} × {plan.ForThreads.Turn.TotalMilliseconds:0} ms with several threads).",
        "Quartiles show the spread within this process; another run of the program may differ by more. Compare several runs before trusting a small lead.",
        "A row is won, or lost, against the fastest other peer, when at least three quarters of the rounds agree.",
    ];

    /// <summary>Gets how to read the columns of the short table.</summary>
    public static IEnumerable<string> Columns { get; } =
    [
        $"ratio: median over the median of {PeerCatalog.Baseline}; below 1 is faster. quartiles: of the ratios within each round.",
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
}

namespace Tidepool.Tool.Advice;

/// <summary>The conclusion of an examination: what to do.</summary>
/// <param name="Word">The verdict for programs: one of seven words.</param>
/// <param name="Headline">The verdict for people, in a few words.</param>
/// <param name="Sentence">The verdict for people: what it means, and what to do next.</param>
internal sealed record Verdict(string Word, string Headline, string Sentence)
{
    private const string PausesAndArrays = "Pauses are a problem, and byte arrays are a large part of what is allocated";

    internal static Verdict NoGcProblem { get; } = new(
        "stop-no-gc-problem", "Stop here: no GC problem", "By these limits, the garbage collector is not a problem for this program. A pool would make it "
            + "more complicated, and no faster.");

    internal static Verdict InducedCollections { get; } = new(
        "stop-induced-collections",
        "Stop here: the program asks for its collections",
        "Most of the pause time is spent in collections that the program, or a library, asked for: with GC.Collect, GC.GetTotalMemory(true), "
            + "GC.AddMemoryPressure, or the like. A pool doesn't make those rarer. Remove the calls, or make fewer of them.");

    internal static Verdict NotByteArrays { get; } = new(
        "stop-not-byte-arrays", "Stop here: not byte arrays", "Pauses are a problem, but byte arrays aren't the cause, so a pool of buffers wouldn't help. "
            + "Look at the types and methods that are.");

    /// <summary>Has the same word as <see cref="NotByteArrays"/>, since to a program it means the same: don't add a pool.</summary>
    internal static Verdict PoolsMiss { get; } = NotByteArrays with
    {
        Headline = "Stop here: fix the pool you have",
        Sentence = $"{PausesAndArrays}, but most of them are made by a pool that the program already uses. Another pool would change little. Change that "
            + "pool's sizes or limits, or the code that doesn't return to it.",
    };

    internal static Verdict HardlyAllocates { get; } = NotByteArrays with
    {
        Headline = "Stop here: next to nothing is allocated",
        Sentence = "Pauses are long, but so little is allocated that a pool could save nothing. Find out what triggers the collections, and what makes each "
            + "of them long: usually the number of live objects.",
    };

    internal static Verdict OthersTrigger { get; } = NotByteArrays with
    {
        Headline = "Stop here: byte arrays don't trigger the collections",
        Sentence = $"{PausesAndArrays}, but other objects trigger the collections. With a pool there would be about as many. Look at the types and methods "
            + "that trigger them, large objects first.",
    };

    internal static Verdict OutOfReach { get; } = NotByteArrays with
    {
        Headline = "Stop here: arrays that no pool can serve",
        Sentence = $"{PausesAndArrays}, but most are allocated by calls that don't accept a buffer of yours, or by a library on its own. Look for another way "
            + "to do what these do.",
    };

    internal static Verdict Kept { get; } = new(
        "stop-kept",
        "Stop here: the arrays are kept",
        $"{PausesAndArrays}, but they aren't freed: the heap grows. A pool can't reuse what never comes back. Find out what keeps them, for example with "
            + "dotnet-gcdump, and keep fewer, or smaller ones.");

    /// <summary>Has the same word as <see cref="Kept"/>. Without full collections, arrays that are dropped when they are old can't be told from those that
    /// never are.</summary>
    internal static Verdict KeptOrHeld { get; } = Kept with
    {
        Headline = "Stop here: the arrays are kept, for good or for a while",
        Sentence = $"{PausesAndArrays}, but the heap grows by them. Either they are never freed, or they are held until they are old, as in a cache whose "
            + "entries expire, and wait for a full collection. Too few of those happened to tell: record longer, with --duration. In neither case does a pool "
            + "help, unless the code returns each array: find out what keeps them, for example with dotnet-gcdump.",
    };

    /// <summary>Has the same word as <see cref="Kept"/>: a pool saves something only under a condition that no recording can tell.</summary>
    internal static Verdict KeptForAWhile { get; } = Kept with
    {
        Headline = "Stop here, unless you can return them: the arrays are kept, not churned",
        Sentence = $"{PausesAndArrays}, but most of them are kept until they are old, as in a cache or a long queue. A pool reuses only what is returned. If "
            + "entries expire, or are shared with readers, no code knows when that is safe: keep fewer, smaller, or longer-lived ones instead. If each array "
            + "has one owner that knows when it is done, the pool below helps.",
    };

    internal static Verdict TooSmall { get; } = new(
        "stop-too-small",
        "Stop here: the arrays are too small",
        $"{PausesAndArrays}, but most are so small that a pool would cost about as much. What helps: stackalloc within a method, a struct with inline "
            + "fields, or slices of one large buffer.");

    internal static Verdict TooLittle { get; } = new(
        "too-little-seen", "No verdict: too little was seen", "The recording isn't enough to judge the program by.");

    internal static Verdict Pool { get; } = new(
        "pool", "Use a pool", "Pauses are a problem, and byte arrays are a large part of the cause.");

    /// <summary>Has the same word as <see cref="Pool"/>: a pool is worth it, although something else saves more.</summary>
    internal static Verdict PoolAfterwards { get; } = Pool with
    {
        Headline = "Use a pool, but first stop asking for collections",
        Sentence = "Pauses are a problem. Most of the pause time is spent in collections that the program, or a library, asks for: deal with those first. The "
            + "rest would still be a problem, and byte arrays are a large part of its cause.",
    };

    /// <summary>Whether a pool is worth it.</summary>
    internal bool IsPool => Word == Pool.Word;

    internal static IReadOnlyList<Verdict> All { get; } = [NoGcProblem, InducedCollections, NotByteArrays, Kept, TooSmall, TooLittle, Pool];
}

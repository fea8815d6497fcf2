namespace Tidepool.Tool.Advice;

/// <summary>The conclusion of an examination: what to do.</summary>
/// <param name="Word">The verdict for programs: one of seven words.</param>
/// <param name="Headline">The verdict for people, in a few words.</param>
/// <param name="Sentence">The verdict for people: what it means, and what to do next.</param>
internal sealed record Verdict(string Word, string Headline, string Sentence)
{
    internal static Verdict NoGcProblem { get; } = new(
        "stop-no-gc-problem", "Stop here: no GC problem", "The garbage collector is no problem of this program. A pool would make it more complicated, and "
            + "not faster.");

    internal static Verdict InducedCollections { get; } = new(
        "stop-induced-collections",
        "Stop here: the program asks for its collections",
        "Most of the pauses are collections that the program, or a library, asked for with GC.Collect. A pool doesn't make those fewer: take the calls "
            + "out, or make them rarer.");

    internal static Verdict NotByteArrays { get; } = new(
        "stop-not-byte-arrays", "Stop here: not byte arrays", "Pauses are a problem, but byte arrays aren't the cause. A pool of buffers wouldn't help; "
            + "look at the types and methods that are.");

    /// <summary>Has the same word as <see cref="NotByteArrays"/>, since to a program it means the same: don't add a pool.</summary>
    internal static Verdict PoolsMiss { get; } = NotByteArrays with
    {
        Headline = "Stop here: change the pool that is there",
        Sentence = "Pauses are a problem, and byte arrays are a large part of what is allocated, but a pool that is there already made too many of them. "
            + "Another pool would change little; that pool's sizes or limits would.",
    };

    internal static Verdict HardlyAllocates { get; } = NotByteArrays with
    {
        Headline = "Stop here: next to nothing is allocated",
        Sentence = "There are long pauses, but so little is allocated that nothing could be saved by a pool. Look at what triggers the collections, and at "
            + "what keeps each of them busy: the number of objects that are alive.",
    };

    internal static Verdict OthersTrigger { get; } = NotByteArrays with
    {
        Headline = "Stop here: byte arrays don't trigger the collections",
        Sentence = "Pauses are a problem, and byte arrays are a large part of what is allocated, but it is other objects that trigger the collections. With "
            + "a pool there would be about as many; look at the types and methods that trigger them, large objects first.",
    };

    internal static Verdict OutOfReach { get; } = NotByteArrays with
    {
        Headline = "Stop here: arrays that no pool can serve",
        Sentence = "Pauses are a problem, and byte arrays are a large part of what is allocated, but the calls that allocate most of them take no buffer "
            + "of yours. Look for another way to do what these calls do.",
    };

    internal static Verdict Kept { get; } = new(
        "stop-kept",
        "Stop here: the arrays are kept",
        "Pauses are a problem, and byte arrays are a large part of what is allocated, but they aren't freed: the heap grows by them. A pool can't serve "
            + "anew what doesn't come back. Find who keeps them, for example with dotnet-gcdump, and keep fewer, or smaller ones.");

    internal static Verdict TooSmall { get; } = new(
        "stop-too-small",
        "Stop here: the arrays are too small",
        "Pauses are a problem, and byte arrays are a large part of what is allocated, but most are so small that a pool would cost about as much. What "
            + "helps: stackalloc within a method, a struct with inline fields, or slices of one large buffer.");

    internal static Verdict TooLittle { get; } = new(
        "too-little-seen", "No verdict: too little was seen", "What was recorded isn't enough to judge the program by.");

    internal static Verdict Pool { get; } = new(
        "pool", "Use a pool", "Pauses are a problem, and byte arrays are a large part of what causes them.");

    /// <summary>Has the same word as <see cref="Pool"/>: a pool is worth it, although something else saves more.</summary>
    internal static Verdict PoolAfterwards { get; } = Pool with
    {
        Headline = "Use a pool, after the calls of GC.Collect are out",
        Sentence = "Pauses are a problem. Most of them are collections that the program, or a library, asks for with GC.Collect: that comes first. The rest "
            + "would still be a problem, and byte arrays are a large part of what causes it.",
    };

    /// <summary>Whether a pool is worth it.</summary>
    internal bool IsPool => Word == Pool.Word;

    internal static IReadOnlyList<Verdict> All { get; } = [NoGcProblem, InducedCollections, NotByteArrays, Kept, TooSmall, TooLittle, Pool];
}

namespace Tidepool.Tool.Advice;

/// <summary>What to do.</summary>
/// <param name="Word">For programs: one of three words.</param>
/// <param name="Headline">For people, in a few words.</param>
/// <param name="Sentence">For people.</param>
internal sealed record Verdict(string Word, string Headline, string Sentence)
{
    internal static Verdict NoGcProblem { get; } = new(
        "stop-no-gc-problem", "Stop here: no GC problem", "The garbage collector is no problem of this program. A pool would make it more complicated, and not faster.");

    internal static Verdict NotByteArrays { get; } = new(
        "stop-not-byte-arrays", "Stop here: not byte arrays", "Pauses are a problem, but byte arrays aren't the cause. A pool of buffers wouldn't help; look at the types and methods that are.");

    /// <summary>The word is the same, since that is what it tells a program: not to add a pool.</summary>
    internal static Verdict PoolsMiss { get; } = NotByteArrays with
    {
        Headline = "Stop here: change the pool that is there",
        Sentence = "Pauses are a problem, and byte arrays are a large part of what is allocated, but a pool that is there already made too many of them. Another pool would change little; that pool's sizes or limits would.",
    };

    internal static Verdict Pool { get; } = new(
        "pool", "Use a pool", "Pauses are a problem, and byte arrays are a large part of what is allocated.");

    internal static IReadOnlyList<Verdict> All { get; } = [NoGcProblem, NotByteArrays, Pool];
}

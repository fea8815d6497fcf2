namespace Tidepool.Tool.Advice;

/// <summary>What to do.</summary>
/// <param name="Word">For programs: one of three words.</param>
/// <param name="Sentence">For people.</param>
internal sealed record Verdict(string Word, string Sentence)
{
    internal static Verdict NoGcProblem { get; } = new("stop-no-gc-problem", "Stop here: the garbage collector is no problem of this program. A pool would make it more complicated, and not faster.");

    internal static Verdict NotByteArrays { get; } = new("stop-not-byte-arrays", "Stop here: pauses are a problem, but byte arrays aren't the cause. A pool of buffers wouldn't help; look at the types below.");

    internal static Verdict Pool { get; } = new("pool", "Use a pool: pauses are a problem, and byte arrays are a large part of what is allocated.");

    internal static IReadOnlyList<Verdict> All { get; } = [NoGcProblem, NotByteArrays, Pool];
}

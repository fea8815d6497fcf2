namespace Tidepool.Benchmarks.Targets;

/// <summary>Why a target may be missed. Instructions and the bare version were measured (docs/design.md, "What was tried"), as were the controls (<c>-- control</c>).</summary>
internal static class Explanations
{
    private static readonly Dictionary<string, string> s_byRow = new(StringComparer.Ordinal)
    {
        ["pair"] = "56 instructions with the span and an unknown size, at about 5 per cycle; where the compiler moves ArrayPool's thread-static out of the loop, as here, that takes as few (docs/design.md)",
        ["using"] = "as pair; the block's finally keeps the lease on the stack",
        ["nested-16"] = "at the limit: one store waits for another in the idle bits at each rent and each return",
        ["mixed"] = "as pair: one size or 56 take the same time (docs/design.md); the bare version takes about 0.50",
        ["pools-100"] = "100 pools lend 100 buffers in turn, the one ArrayPool always the same: from 20 pools on the first-level cache is full (docs/design.md)",
        ["array adapter pair"] = "an array doesn't say which slot is its: the hot slot is found twice, by the size and by the array's length, in about 90 instructions where the lease takes 56",
        ["memory adapter pair"] = "an owner is allocated for each rent, so that a stale Dispose reaches nobody; with reuseOwners none is",
        ["handoff-256"] = "0.19 to 0.28 in seven runs; a bare ring back between the two threads, with no check, is at 0.20 where the pool is at 0.25 (control): what is left is buffers and ring going from one core to the other",
        ["hop"] = "0.97 to 1.9 in six runs, and the row is its four tasks' yields: a bare stack of the thread, with no check and nothing shared, is at 0.96 to 1.00 (control)",
        ["larson"] = "chance: the pool is at 1.16 (0.94 to 1.40) of the best of eight copies of itself (control)",
        ["xmalloc"] = "chance: the pool is at 3.9 (1.05 to 4.31) of the best of eight copies of itself (control), by who of the two threads waits for whom; at 0.1 to 0.2 of ArrayPool.Shared",
        ["msgpass"] = "chance: the pool is at 0.93 (0.87 to 1.17) of the best of eight copies of itself, and a bare stack at 1.8 of ArrayPool.Shared (control): channels and tasks are most of the row",
        ["all rows, most: msgpass"] = "its channels and tasks allocate 12 B, with either pool (control), and unevenly",
        ["all rows, most: larson"] = "each 51,200 operations a thread ends, and its 1,000 buffers go on in new slots: 9.4 to 9.9 B an operation measured, where ArrayPool.Shared allocates 28 and the least of all peers 8 (docs/benchmarks.md)",
        ["threads-64"] = "0.75 to 0.97 in a dozen runs; in eight of them, beside it, ArrayPool.Shared at 0.77 to 0.87 and a bare stack at 0.85 to 1.01 (control); a larger table of threads changes nothing (docs/design.md)",
    };

    /// <summary>The reason in a few words, or null.</summary>
    public static string? Of(string row) => s_byRow.GetValueOrDefault(row);
}

namespace Tidepool.Benchmarks.Targets;

/// <summary>Why a target may be missed. Instructions and the bare version were measured (docs/design.md, "What was tried"), as was the control (<c>-- control</c>); what begins with "perhaps" was not.</summary>
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
        ["handoff-256"] = "0.19 to 0.28 in five runs on two kinds of processor; perhaps: each buffer's slot and ends go from one core to the other and back",
        ["hop"] = "the row is its four tasks' yields: a bare stack of the thread, with no check and nothing shared, is at 0.96 (control)",
        ["larson"] = "the best peer differs from run to run, by more than the distance; a bare stack varies from 0.3 to 16 of ArrayPool.Shared (control)",
        ["xmalloc"] = "perhaps: who of producer and consumer waits for whom differs from run to run, by more than the distance",
        ["msgpass"] = "perhaps: channels and tasks are most of the row, and all pools lie within a tenth of each other",
        ["all rows, most: msgpass"] = "perhaps: buffers made when more messages are under way than ever before; the pool allocates nothing for a rent that finds one",
        ["threads-64"] = "varies from 0.75 to 0.97 between runs, as does the number of threads that is best; ArrayPool.Shared itself is at 0.87, a bare stack at 1.0 (control): 64 threads' buffers take turns in two processors' caches",
    };

    /// <summary>The reason in a few words, or null.</summary>
    public static string? Of(string row) => s_byRow.GetValueOrDefault(row);
}

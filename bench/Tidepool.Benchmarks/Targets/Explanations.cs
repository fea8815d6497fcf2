namespace Tidepool.Benchmarks.Targets;

/// <summary>Why a target may be missed, where the reason was measured and lies in the row or in what it is compared with (<c>--control</c>).</summary>
internal static class Explanations
{
    private const string TwoCalls =
        "two calls identify the running thread, so that no optimizer can keep the answer over an await; inlined, they were 1 to 2 ns less";

    private const string TwoExchanges =
        "a shared buffer is claimed by one interlocked operation when it is returned, and by another when it is rented (design.md, What was tried)";

    private static readonly Dictionary<string, string> s_byRow = new(StringComparer.Ordinal)
    {
        ["pair"] = TwoCalls,
        ["using"] = TwoCalls,
        ["nested-16"] = TwoCalls,
        ["mixed"] = TwoCalls,
        ["pools-2"] = TwoCalls,
        ["pools-100"] = "100 pools lend 100 buffers in turn, the one ArrayPool always the same: from 20 pools on the first-level cache is full",
        ["handoff-256"] = TwoExchanges,
        ["handoff-n-to-1"] = TwoExchanges,
        ["handoff-1-to-n"] = TwoExchanges,
        ["larson"] = TwoExchanges,
        ["larson-tasks"] = TwoExchanges,
        ["msgpass"] = TwoExchanges,
        ["xmalloc"] = TwoExchanges,
        ["mstress"] = TwoExchanges,
        ["rptest"] = TwoExchanges,
        ["malloc-large"] = "in the suite, decay releases idle buffers while eleven other peers run; beside ArrayPool.Shared alone it is 0.5 to 0.7",
        ["memory adapter pair"] = "an owner is allocated for each rent, so that a stale Dispose does no harm; with reuseOwners none is",
        ["relay, processor time"] = "a plain locked stack for each size, with no check, is no faster: the next row",
        ["hop"] = "the row is its four tasks' yields: a bare stack of the thread, with no check and nothing shared, is at 0.96 to 1.00 (--control)",
        ["all rows, most: msgpass"] = "its channels and tasks allocate 12 B, with either pool (--control), and unevenly",
        ["surplus-handed-off, warm"] = "a batch that one thread gives another has up to 16 buffers",
        ["full collection"] =
            "each buffer has a weak handle, by which a dropped lease is noticed (a quarter of the time), and a slot of 72 B instead of an object of 24",
    };

    /// <summary>The reason in a few words, or null.</summary>
    public static string? Of(string row) => s_byRow.GetValueOrDefault(row);
}

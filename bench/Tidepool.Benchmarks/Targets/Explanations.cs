namespace Tidepool.Benchmarks.Targets;

/// <summary>Why a target may be missed. Instructions and the bare version were measured (docs/design.md, "What was tried"); what begins with "perhaps" was not.</summary>
internal static class Explanations
{
    private static readonly Dictionary<string, string> s_byRow = new(StringComparer.Ordinal)
    {
        ["pair"] = "58 instructions with the span and an unknown size, at 4 to 5 per cycle; the prototype without caps, evictions and sampling takes about 0.45",
        ["using"] = "as pair; the block's finally keeps the lease on the stack",
        ["nested-16"] = "at the limit: one store waits for another in the idle bits at each rent and each return",
        ["mixed"] = "the bare version takes about 0.50; perhaps: 57 sizes touch some 300 cache lines in turn",
        ["pools-100"] = "perhaps: 100 pools have 6 cache lines each in use, the one ArrayPool has 6 in all: the first-level cache is full",
        ["hop"] = "perhaps: the slot's line goes to the thread that returns it and back; ArrayPool keeps the buffer where it was returned and has no lines of its own to move",
        ["larson"] = "perhaps: misses of the cache in buffers of random sizes; the best peer differs from run to run, by more than the distance",
        ["xmalloc"] = "perhaps: who of producer and consumer waits for whom differs from run to run, by more than the distance",
        ["msgpass"] = "perhaps: channels and tasks are most of the row, and all pools lie within a tenth of each other",
        ["all rows, most: msgpass"] = "perhaps: buffers made when more messages are under way than ever before; the pool allocates nothing for a rent that finds one",
        ["threads-64"] = "perhaps: 64 threads' slots and buffers take turns in the cache of 2 processors at each switch",
    };

    /// <summary>The reason in a few words, or null.</summary>
    public static string? Of(string row) => s_byRow.GetValueOrDefault(row);
}

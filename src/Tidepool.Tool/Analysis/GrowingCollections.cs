namespace Tidepool.Tool.Analysis;

/// <summary>Collections that keep their elements in arrays, which they replace by larger ones as they grow.</summary>
internal static class GrowingCollections
{
    /// <summary>Prefixes of their methods, as reports show them. Each has a constructor with a capacity, and keeps it when it is cleared.</summary>
    private static readonly string[] s_methods =
    [
        .. new[] { "List", "Dictionary", "HashSet", "Queue", "Stack", "PriorityQueue", "SortedList", "OrderedDictionary" }
            .Select(static type => $"System.Collections.Generic.{type}<"),
        "System.Collections.ArrayList.", "System.Collections.Hashtable.", "System.Collections.Immutable.ImmutableArray<…>.Builder",
        "System.Buffers.ArrayBufferWriter<", "System.Text.StringBuilder.",
    ];

    /// <summary>What the arrays of a <c>Dictionary</c> and a <c>HashSet</c> hold, as the runtime names it, with type arguments.</summary>
    private const string Entry = "Entry[";

    /// <summary>A program's own type may have that name.</summary>
    private const string OwnEntries = "Entry[]";

    /// <summary>Whether such a collection made an array for its own elements. Its <c>ToArray</c> makes one for the caller.</summary>
    internal static bool Make(AllocationSample sample) => sample.Site.Pool is null && sample.Type.EndsWith("[]", StringComparison.Ordinal)
        && (AreEntries(sample.Type) || (sample.Site.Call is { } call && !call.Contains(".ToArray(", StringComparison.Ordinal)
            && s_methods.Any(method => call.StartsWith(method, StringComparison.Ordinal))));

    private static bool AreEntries(string type) => type.StartsWith(Entry, StringComparison.Ordinal) && type != OwnEntries;
}

using System.IO.Enumeration;

namespace Tidepool.Benchmarks;

/// <summary>Picks from a catalogue by name or by pattern with <c>*</c> and <c>?</c>.</summary>
internal static class Selection
{
    /// <summary>The patterns that match nothing.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> patterns, IEnumerable<string> names) =>
        patterns.Where(pattern => !names.Any(name => Matches(pattern, name)));

    /// <summary>The items some pattern matches, in the catalogue's order; all of them where there is no pattern.</summary>
    public static IReadOnlyList<T> Pick<T>(IReadOnlyList<T> items, IReadOnlyList<string> patterns, Func<T, string> nameOf) =>
        patterns.Count == 0 ? items : [.. items.Where(item => patterns.Any(pattern => Matches(pattern, nameOf(item))))];

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}

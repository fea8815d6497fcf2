using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers;

/// <summary>Tells from its words whether code can be of interest to a rule, so that all other code costs next to nothing.</summary>
/// <param name="own">Names of the compilation and of what it references that are also of interest.</param>
/// <param name="words">The names. Code of interest contains one of them or one of <paramref name="own"/>.</param>
internal sealed class Mentions(OwnNames? own, params string[] words)
{
    /// <summary>The maximum number of words that are searched for one by one.</summary>
    private const int MaxSearched = 64;

    /// <summary>The positions of the words in each file, in ascending order.</summary>
    private readonly ConcurrentDictionary<SyntaxTree, int[]> _places = [];

    private readonly Lazy<string[]> _all = new(() => [.. words.Concat(own?.Names ?? []).Distinct()]);

    private string[][]? _byLength;

    /// <summary>Whether the member contains one of the words, even in a comment.</summary>
    internal bool AreAmong(SyntaxNode member, CancellationToken cancellation)
    {
        int[] places = _places.GetOrAdd(member.SyntaxTree, file => PlacesIn(file.GetText(cancellation).ToString()));
        int next = Array.BinarySearch(places, member.SpanStart);
        next = next < 0 ? ~next : next;
        return next < places.Length && places[next] < member.Span.End;
    }

    private int[] PlacesIn(string text)
    {
        if (_all.Value.Length <= MaxSearched && !Array.Exists(_all.Value, word => text.IndexOf(word, StringComparison.Ordinal) >= 0))
        {
            // Most files: searching for each word takes less time than examining each letter.
            return [];
        }

        List<int> places = [];
        for (int start = 0; start < text.Length; start++)
        {
            if (!IsLetter(text[start]))
            {
                continue;
            }

            int end = start + 1;
            while (end < text.Length && (IsLetter(text[end]) || char.IsDigit(text[end])))
            {
                end++;
            }

            if (IsWord(text, start, end - start))
            {
                places.Add(start);
            }

            start = end;
        }

        return [.. places];
    }

    private bool IsWord(string text, int start, int length)
    {
        string[][] known = _byLength ??= ByLength(_all.Value);
        if (length >= known.Length)
        {
            return false;
        }

        foreach (string word in known[length])
        {
            if (word[0] == text[start] && string.CompareOrdinal(text, start, word, 0, length) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words by length: most words in a file have a length that none of these has.</summary>
    private static string[][] ByLength(string[] words) =>
        [.. Enumerable.Range(0, words.Length == 0 ? 0 : words.Max(static word => word.Length) + 1)
            .Select(length => Array.FindAll(words, word => word.Length == length))];

    private static bool IsLetter(char character) =>
        character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '_' || (character > 127 && char.IsLetter(character));
}

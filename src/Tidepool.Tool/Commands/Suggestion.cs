namespace Tidepool.Tool.Commands;

/// <summary>What was likely meant by a mistyped word.</summary>
internal static class Suggestion
{
    /// <summary>Of a word's letters, one in so many may be wrong.</summary>
    private const int LettersPerMistake = 3;

    /// <returns>The nearest of the known words, or null where none is near.</returns>
    internal static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(other => (Word: other, Wrong: Mistakes(word, other)))
        .Where(other => other.Wrong <= Math.Max(1, Math.Min(word.Length, other.Word.Length) / LettersPerMistake))
        .OrderBy(static other => other.Wrong)
        .FirstOrDefault().Word;

    /// <summary>" Did you mean …?", or nothing.</summary>
    internal static string Question(string? meant) => meant is null ? "" : $" Did you mean {meant}?";

    /// <summary>Letters that are missing, too many, wrong, or changed places with the next.</summary>
    private static int Mistakes(string word, string other)
    {
        int[][] mistakes = [.. Enumerable.Range(0, word.Length + 1).Select(_ => new int[other.Length + 1])];
        for (int i = 0; i <= word.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    mistakes[i][j] = i + j;
                    continue;
                }

                int wrong = word[i - 1] == other[j - 1] ? 0 : 1;
                int least = Math.Min(Math.Min(mistakes[i - 1][j], mistakes[i][j - 1]) + 1, mistakes[i - 1][j - 1] + wrong);
                bool isSwapped = i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1];
                mistakes[i][j] = isSwapped ? Math.Min(least, mistakes[i - 2][j - 2] + 1) : least;
            }
        }

        return mistakes[word.Length][other.Length];
    }
}

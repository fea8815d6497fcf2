namespace Tidepool.Tool;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>One mistake is allowed per this many letters.</summary>
    private const int LettersPerMistake = 3;

    /// <summary>The fewest letters of an abbreviation that can be guessed.</summary>
    private const int FewestLetters = 3;

    /// <summary>What text editors and chat programs make of two hyphens or one.</summary>
    private const string LongDashes = "\u2012\u2013\u2014\u2015\u2212";

    /// <summary>Options of similar tools, and words that mean the same as an option's or a command's name.</summary>
    private static readonly Dictionary<string, string> s_sameMeaning = new(StringComparer.OrdinalIgnoreCase)
    {
        ["--process-name"] = "--name",
        ["--output"] = "--html or --json",
        ["-o"] = "--html or --json",
        ["--format"] = "--html or --json",
        ["-f"] = "--html or --json",
        ["--before"] = "--compare",
        ["--after"] = "--compare",
        ["--diff"] = "--compare",
        ["--base"] = "--compare",
        ["--input"] = "--trace",
        ["--file"] = "--trace",
        ["--time"] = "--duration",
        ["--seconds"] = "--duration",
        ["--pid"] = "--process-id",
        ["--id"] = "--process-id",
        ["-?"] = "--help",
        ["list"] = "ps",
        ["processes"] = "ps",
        ["help"] = "--help",
        ["version"] = "--version",
        ["-v"] = "--version",
        ["examine"] = "doctor",
        ["analyze"] = "doctor",
        ["analyse"] = "doctor",
        ["collect"] = "doctor",
        ["diagnose"] = "doctor",
        ["monitor"] = "watch",
        ["top"] = "watch",
    };

    /// <returns>The option that is most likely meant, or several to choose from; null if none is likely.</returns>
    internal static string? NearestOption(string word, IReadOnlyCollection<string> known)
    {
        string typed = WithHyphens(word.Split('=', ':')[0]);
        return s_sameMeaning.TryGetValue(typed, out string? same) ? (same.Contains(' ', StringComparison.Ordinal) || known.Contains(same) ? same : null)
            : typed.Length == 2 ? Either([.. known.Where(other => other.StartsWith($"-{typed}", StringComparison.OrdinalIgnoreCase))])
            : Nearest(typed, known);
    }

    /// <returns>The command that is most likely meant; null if none is likely.</returns>
    internal static string? NearestCommand(string word, IReadOnlyCollection<string> known) => s_sameMeaning.GetValueOrDefault(word) ?? Nearest(word, known);

    /// <summary>Whether a word is an option, or would be one with hyphens: a long dash was pasted, or a slash typed as on Windows.</summary>
    internal static bool IsLikeAnOption(string word) => WithHyphens(word).StartsWith('-');

    /// <returns>The known word nearest to the given one, or the only one that it abbreviates; null if there is none.</returns>
    internal static string? Nearest(string word, IReadOnlyCollection<string> known) => Mistyped(word, known)
        ?? Only(known.Where(other => other.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
        ?? Only(known.Where(other => IsAbbreviation(word, other)));

    /// <returns>The nearest known word, or all that begin with the given one; null if there is none.</returns>
    internal static string? AllNear(string word, IReadOnlyCollection<string> known) =>
        Nearest(word, known)
            ?? (word.Length < FewestLetters ? null : Either([.. known.Where(other => other.StartsWith(word, StringComparison.OrdinalIgnoreCase))]));

    private static string? Either(string[] words) => words switch
    {
        [] => null,
        [string one] => one,
        [.. string[] others, string last] => $"{string.Join(", ", others)} or {last}",
    };

    private static string WithHyphens(string word) =>
        word.Length > 1 && LongDashes.Contains(word[0], StringComparison.Ordinal) ? $"--{word[1..].TrimStart('-')}"
        : word.Length > 1 && word[0] == '/' && word.LastIndexOf('/') == 0 ? (word.Length == 2 ? $"-{word[1..]}" : $"--{word[1..]}")
        : word;

    private static string? Mistyped(string word, IReadOnlyCollection<string> known) => known
        .Select(other => (Word: other, Wrong: Mistakes(word, other)))
        .Where(other => other.Wrong <= Math.Max(1, Math.Min(word.Length, other.Word.Length) / LettersPerMistake))
        .OrderBy(static other => other.Wrong)
        .FirstOrDefault().Word;

    private static string? Only(IEnumerable<string> words) => words.ToArray() is [string one] ? one : null;

    /// <summary>Whether the letters of a word occur in another in the same order, as those of <c>--pid</c> do in <c>--process-id</c>.</summary>
    private static bool IsAbbreviation(string word, string other)
    {
        int next = 0;
        foreach (char letter in other)
        {
            next += next < word.Length && char.ToLowerInvariant(word[next]) == letter ? 1 : 0;
        }

        return next == word.Length && word.TrimStart('-').Length >= FewestLetters;
    }

    /// <summary>Returns " Did you mean …?", or an empty string.</summary>
    internal static string Question(string? meant) => meant is null ? "" : $" Did you mean {meant}?";

    /// <summary>Counts the letters that are missing, superfluous, wrong, or swapped with the next (the optimal string alignment distance).</summary>
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

                int wrong = char.ToLowerInvariant(word[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1;
                int least = Math.Min(Math.Min(mistakes[i - 1][j], mistakes[i][j - 1]) + 1, mistakes[i - 1][j - 1] + wrong);
                bool isSwapped = i > 1 && j > 1 && word[i - 1] == other[j - 2] && word[i - 2] == other[j - 1];
                mistakes[i][j] = isSwapped ? Math.Min(least, mistakes[i - 2][j - 2] + 1) : least;
            }
        }

        return mistakes[word.Length][other.Length];
    }
}

using System.Globalization;

namespace Tidepool.Tool.Commands;

/// <summary>Guesses what a mistyped word was meant to be.</summary>
internal static class Suggestion
{
    /// <summary>One mistake is allowed per this many letters.</summary>
    private const int LettersPerMistake = 3;

    /// <summary>The fewest letters of an abbreviation that can be guessed.</summary>
    private const int FewestLetters = 3;

    /// <returns>The known word nearest to the given one, or the only one that it abbreviates; null if there is none.</returns>
    internal static string? Nearest(string word, IReadOnlyCollection<string> known) => Mistyped(word, known)
        ?? Only(known.Where(other => other.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
        ?? Only(known.Where(other => IsAbbreviation(word, other)));

    /// <returns>The nearest known word, or all that begin with the given one; null if there is none.</returns>
    internal static string? AllNear(string word, IReadOnlyCollection<string> known) =>
        Nearest(word, known) ?? (word.Length < FewestLetters ? null
            : known.Where(other => other.StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToArray() is { Length: > 0 } all
                ? $"{string.Join(", ", all[..^1])} or {all[^1]}" : null);

    private static string? Mistyped(string word, IReadOnlyCollection<string> known) => known
        .Select(other => (Word: other, Wrong: Mistakes(word, other)))
        .Where(other => other.Wrong <= Math.Max(1, Math.Min(word.Length, other.Word.Length) / LettersPerMistake))
        .OrderBy(static other => other.Wrong)
        .FirstOrDefault().Word;

    /// <summary>Converts a number with a decimal comma.</summary>
    internal static string? OfNumber(string text, double lowest, double highest) =>
        double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= lowest && number <= highest
            ? number.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>Converts a percentage to a fraction, for options that take a number from 0 to 1.</summary>
    internal static string? OfPercent(string text, double highest) =>
        highest == 1 && double.TryParse(text.TrimEnd('%', ' '), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent)
            && percent is > 0 and <= 100 ? (percent / 100).ToString("0.######", CultureInfo.InvariantCulture) : null;

    /// <summary>Converts a number of seconds, a number with a unit, or minutes and seconds, to a time.</summary>
    internal static string? OfTime(string text, TimeSpan shortest, TimeSpan longest)
    {
        if (text.Count(static letter => letter == ':') == 1)
        {
            return TimeSpan.TryParse($"00:{text}", CultureInfo.InvariantCulture, out TimeSpan time) && time >= shortest && time <= longest
                ? time.ToString("c", CultureInfo.InvariantCulture) : null;
        }

        string number = text.TrimEnd('s', 'm', 'h', ' ');
        double unit = text[number.Length..].Trim() switch { "" or "s" => 1, "m" => 60, "h" => 3_600, _ => double.NaN };
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value * unit is var seconds && seconds >= shortest.TotalSeconds && seconds <= longest.TotalSeconds
            ? TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture) : null;
    }

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

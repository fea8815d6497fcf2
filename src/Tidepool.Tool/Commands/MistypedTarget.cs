using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>Explains a word that is neither an option of the doctor nor after a <c>--</c>.</summary>
internal static class MistypedTarget
{
    /// <param name="parsed">The command line.</param>
    /// <param name="words">All such words.</param>
    /// <param name="lacksTarget">Whether nothing else says what to examine.</param>
    internal static ToolException Of(ParseResult parsed, string[] words, bool lacksTarget)
    {
        Command doctor = parsed.CommandResult.Command;
        string word = words[0];
        if (!lacksTarget && SwitchBefore(parsed, word) is { } idle)
        {
            return new ToolException($"{idle} takes no value, and \"{word}\" was given. Leave that out.");
        }

        if (!lacksTarget && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            return new ToolException($"Only one process is examined at a time, and \"{word}\" is one too many. Several can be recorded one by one, with "
                + "--save-trace, and judged together, with --trace.");
        }

        string question = Suggestion.Question(
            Suggestion.IsLikeAnOption(word) ? Suggestion.NearestOption(word, CommandLineErrors.OptionsOf(doctor))
            : word is "help" ? "--help"
            : lacksTarget ? Target(word, words)
            : null);
        return new ToolException($"doctor has no option \"{word}\"; `tidepool doctor --help` lists its options. A program to start goes after --.{question}");
    }

    private static string Target(string word, string[] words) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"--process-id {word}"
        : Path.GetExtension(word) is ".nettrace" ? $"--trace {string.Join(' ', words)}"
        : Path.GetExtension(word) is ".json" ? $"--compare {string.Join(' ', words)}"
        : StartedProgram.Likely(words) is { } likely ? $"-- {likely}"
        : words.Length > 1 || Path.GetFileName(word) != word ? $"-- {string.Join(' ', words)}"
        : $"--name {word}";

    /// <summary>The switch that the word follows, as in <c>--lifetimes=yes</c>.</summary>
    private static string? SwitchBefore(ParseResult parsed, string word)
    {
        Token[] tokens = [.. parsed.Tokens];
        int at = Array.FindIndex(tokens, token => token.Type == TokenType.Argument && token.Value == word);
        return at > 0 && tokens[at - 1].Type == TokenType.Option
            && parsed.CommandResult.Command.Options.OfType<Option<bool>>().Any(option => option.Name == tokens[at - 1].Value) ? tokens[at - 1].Value : null;
    }
}

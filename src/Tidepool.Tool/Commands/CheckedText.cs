using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Tidepool.Tool.Commands;

/// <summary>Makes options and arguments whose text is read here: what doesn't fit is told in a sentence that says what was given, what would fit, and an
/// example.</summary>
internal static class CheckedText
{
    private delegate bool Reader<T>(string text, out T value);

    /// <summary>A whole number within limits, or null where it isn't given.</summary>
    internal static Option<int?> Whole(string name, string description, int lowest, int highest, string example) =>
        Of(name, description, $"a whole number from {lowest} to {highest}", example, WholeReader(lowest, highest));

    /// <summary>A number within limits, or null where it isn't given.</summary>
    internal static Option<double?> Number(string name, string description, double lowest, double highest, string unit, string example) =>
        Of(name, description, string.Create(CultureInfo.InvariantCulture, $"a number{unit} from {lowest} to {highest}"), example,
            (string text, out double? value) =>
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
            return value >= lowest && value <= highest;
        },
        text => Suggestion.OfPercent(text, highest));

    /// <summary>A time within limits, or null where it isn't given.</summary>
    internal static Option<TimeSpan?> Time(string name, string description, TimeSpan shortest, TimeSpan longest, string example) =>
        Of(name, description, $"a time from {shortest} to {longest}", example, (string text, out TimeSpan? value) =>
        {
            value = TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time : null;
            return value >= shortest && value <= longest;
        },
        text => Suggestion.OfTime(text, shortest, longest));

    /// <summary>One of some words, or null where it isn't given.</summary>
    internal static Option<string?> Word(string name, string description, IReadOnlyList<string> words)
    {
        Option<string?> option = new(name)
        {
            Description = description,
            CustomParser = result => result.Tokens[0].Value is var text && words.Contains(text)
                ? text
                : Refuse<string?>(result, name, $"one of {string.Join(", ", words)}", words[^1], text, Suggestion.Question(Suggestion.Nearest(text, words))),
        };
        option.HelpName = string.Join('|', words);
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>Any text, or null where it isn't given.</summary>
    internal static Option<string?> Text(string name, string description, string what, string example) =>
        Of(name, description, what, example, (string text, out string? value) => !string.IsNullOrWhiteSpace(value = text));

    /// <summary>A file that is to be written, or null where it isn't given.</summary>
    internal static Option<FileInfo?> File(string name, string description, string example) =>
        Of(name, description, "the path of a file", example, static (string text, out FileInfo? value) => (value = FileOf(text)) is not null);

    /// <summary>Files that are to be read; none where it isn't given.</summary>
    internal static Option<FileInfo[]> Files(string name, string description, string example) => new(name)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.Select(token =>
            FileOf(token.Value) ?? Refuse<FileInfo?>(result, name, "the paths of files", example, token.Value)).OfType<FileInfo>()],
    };

    /// <summary>A folder, or null where it isn't given.</summary>
    internal static Option<DirectoryInfo?> Folder(string name, string description, string example) =>
        Of(name, description, "the path of a folder", example, static (string text, out DirectoryInfo? value) =>
            (value = string.IsNullOrWhiteSpace(text) ? null : new DirectoryInfo(text)) is not null);

    /// <summary>The id of a process, as an argument.</summary>
    internal static Argument<int> ProcessId(string name, string description)
    {
        Reader<int?> read = WholeReader(1, int.MaxValue);
        return new Argument<int>(name)
        {
            Description = description,
            CustomParser = result => read(result.Tokens[0].Value, out int? value) ? value!.Value
                : Refuse<int>(result, name, $"a whole number from 1 to {int.MaxValue}", "4711", result.Tokens[0].Value),
        };
    }

    private static Reader<int?> WholeReader(int lowest, int highest) => (string text, out int? value) =>
    {
        value = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
        return value >= lowest && value <= highest;
    };

    private static FileInfo? FileOf(string text) => string.IsNullOrWhiteSpace(text) ? null : new FileInfo(text);

    /// <param name="name">The option's.</param>
    /// <param name="description">For its help.</param>
    /// <param name="what">It takes.</param>
    /// <param name="example">Of that.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="meant">What was likely meant by a text that can't be read, which is then the example; null where that can't be guessed.</param>
    private static Option<T?> Of<T>(string name, string description, string what, string example, Reader<T?> read, Func<string, string?>? meant = null) =>
        new(name)
        {
            Description = description,
            CustomParser = result => result.Tokens[0].Value is var text && read(text, out T? value) ? value
                : Refuse<T?>(result, name, what, meant?.Invoke(text) ?? example, text),
        };

    private static T? Refuse<T>(ArgumentResult result, string name, string what, string example, string given, string question = "")
    {
        result.AddError($"{name} takes {what}, for example {example}, and not \"{given}\".{question}");
        return default;
    }
}

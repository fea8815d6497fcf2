using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>Creates options and arguments that parse their own text. An error message quotes the invalid text, and says what is valid, with an
/// example.</summary>
internal static class CheckedText
{
    private const string ExampleId = "4711";

    private delegate bool Reader<T>(string text, out T value);

    /// <summary>A whole number in a range; null if not given.</summary>
    internal static Option<int?> Whole(string name, string description, int lowest, int highest, string example) =>
        Of(name, description, $"a whole number from {lowest} to {highest}", example, WholeReader(lowest, highest),
            text => SuggestedValue.OfWhole(text, lowest, highest));

    /// <summary>The id of a process, as an option; null if not given.</summary>
    internal static Option<int?> ProcessIdOption(string name, string description) =>
        Of(name, description, $"a whole number from 1 to {int.MaxValue}", ExampleId, WholeReader(1, int.MaxValue), question: static text =>
            text.Length > 0 && char.IsLetter(text[0]) ? Suggestion.Question($"--name {text}") : "");

    /// <summary>A number in a range; null if not given.</summary>
    internal static Option<double?> Number(string name, string description, double lowest, double highest, string unit, string example) =>
        Of(name, description, string.Create(CultureInfo.InvariantCulture, $"a number{unit} from {lowest} to {highest}"), example,
            (string text, out double? value) =>
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
            return value >= lowest && value <= highest;
        },
        text => SuggestedValue.OfNumber(text, lowest, highest) ?? SuggestedValue.OfPercent(text, highest)
            ?? (unit.Length == 0 ? null : SuggestedValue.OfMilliseconds(text, highest)));

    /// <summary>A time in a range; null if not given.</summary>
    internal static Option<TimeSpan?> Time(string name, string description, TimeSpan shortest, TimeSpan longest, string example) =>
        Of(name, description, $"a time from {shortest} to {longest}, as hours:minutes:seconds", example, (string text, out TimeSpan? value) =>
        {
            // "1:00" could be an hour or a minute.
            value = text.Count(static letter => letter == ':') == 2 && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan time) ? time : null;
            return value >= shortest && value <= longest;
        },
        text => SuggestedValue.OfTime(text, shortest, longest));

    /// <summary>One of several words; null if not given.</summary>
    internal static Option<string?> Word(string name, string description, IReadOnlyList<string> words)
    {
        Option<string?> option = new CheckedOption<string?>(name, $"one of {string.Join(", ", words)}", words[^1])
        {
            Description = $"{description} One of {string.Join(", ", words)}.",
            CustomParser = result => result.Tokens[0].Value is var text && words.Contains(text)
                ? text
                : Refuse<string?>(result, name, $"one of {string.Join(", ", words)}", words[^1], text, Suggestion.Question(Suggestion.AllNear(text, words))),
        };
        option.HelpName = "word";
        option.CompletionSources.Add([.. words]);
        return option;
    }

    /// <summary>Any text that isn't blank; null if not given.</summary>
    internal static Option<string?> Text(string name, string description, string what, string example) =>
        Of(name, description, what, example, (string text, out string? value) => !string.IsNullOrWhiteSpace(value = text));

    /// <summary>A file to write; null if not given.</summary>
    internal static Option<FileInfo?> File(string name, string description, string example) =>
        Of(name, description, "the path of a file", example, static (string text, out FileInfo? value) => (value = FileOf(text)) is not null);

    /// <summary>Files to read; empty if not given.</summary>
    internal static Option<FileInfo[]> Files(string name, string description, string example) => new CheckedOption<FileInfo[]>(
        name, "the paths of files", example, takesMany: true)
    {
        Description = description,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = result => [.. result.Tokens.SelectMany(token => string.IsNullOrWhiteSpace(token.Value)
            ? new[] { Refuse<FileInfo?>(result, name, "the paths of files", example, token.Value) } : FilesOf(token.Value)).OfType<FileInfo>()],
    };

    /// <summary>A folder; null if not given.</summary>
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
                : Refuse<int>(result, name, $"a whole number from 1 to {int.MaxValue}", ExampleId, result.Tokens[0].Value,
                    Suggestion.Question(RunningProcess.IdOf(result.Tokens[0].Value))),
        };
    }

    private static Reader<int?> WholeReader(int lowest, int highest) => (string text, out int? value) =>
    {
        value = int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? number : null;
        return value >= lowest && value <= highest;
    };

    /// <summary>The file of a path, or all files that match its wildcards, since not every shell resolves those.</summary>
    private static FileInfo[] FilesOf(string path)
    {
        FileInfo file = new(path);
        FileInfo[] matching = file.Name.IndexOfAny(['*', '?']) >= 0 && file.Directory is { Exists: true } folder ? folder.GetFiles(file.Name) : [];
        return matching.Length == 0 ? [file] : [.. matching.OrderBy(static one => one.Name, StringComparer.Ordinal)];
    }

    private static FileInfo? FileOf(string text) => string.IsNullOrWhiteSpace(text) ? null : new FileInfo(text);

    /// <param name="name">Name of the option.</param>
    /// <param name="description">Description for the help.</param>
    /// <param name="what">What is valid, for the error.</param>
    /// <param name="example">A valid example, for the error.</param>
    /// <param name="read">Parses the text.</param>
    /// <param name="meant">Guesses what invalid text was meant to be, which then serves as the example; returns null if it can't.</param>
    /// <param name="question">Asks what invalid text was meant to be, if it belongs to another option.</param>
    private static Option<T?> Of<T>(string name, string description, string what, string example, Reader<T?> read, Func<string, string?>? meant = null,
        Func<string, string>? question = null) =>
        new CheckedOption<T?>(name, what, example)
        {
            Description = description,
            CustomParser = result => result.Tokens[0].Value is var text && read(text, out T? value) ? value
                : Refuse<T?>(result, name, what, meant?.Invoke(text) ?? example, text, question?.Invoke(text) ?? ""),
        };

    private static T? Refuse<T>(ArgumentResult result, string name, string what, string example, string given, string question = "")
    {
        result.AddError($"{name} takes {what}, for example {example}, and not \"{given}\".{question}");
        return default;
    }
}

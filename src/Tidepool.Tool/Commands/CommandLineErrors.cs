using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Tidepool.Tool.Commands;

/// <summary>Says in a sentence what is wrong with a command line, and what was probably meant.</summary>
internal static class CommandLineErrors
{
    /// <param name="parsed">The command line.</param>
    /// <param name="arguments">Its words, as they were typed.</param>
    /// <returns>A sentence for each error; none if the command can run.</returns>
    internal static IReadOnlyList<string> Of(ParseResult parsed, IReadOnlyCollection<string> arguments)
    {
        CommandResult at = parsed.CommandResult;
        if (OptionTakenForAValue(at) is { } without)
        {
            return [without];
        }

        if (parsed.Errors.Count == 0)
        {
            return [];
        }

        return RunTogether(arguments) is { } word ? [Unknown(at, "option", word, Suggestion.NearestOption($"-{word}", OptionsOf(at.Command)))]
            : OptionTakenForAnArgument(at) is { } option ? [Unknown(at, "option", option, MeantArgument(at, parsed.UnmatchedTokens))]
            : parsed.UnmatchedTokens is [string unknown, ..] ? [Unknown(at, KindOf(at, unknown), unknown, Meant(at, parsed.UnmatchedTokens))]
            : [.. parsed.Errors.Select(Sentence)];
    }

    /// <summary>The names of a command's options, without aliases.</summary>
    internal static IReadOnlyCollection<string> OptionsOf(Command command) => [.. command.Options.Select(static option => option.Name)];

    /// <summary>The error for an option without a value, for which the parser took the next option as its value.</summary>
    private static string? OptionTakenForAValue(CommandResult at) => at.Children.OfType<OptionResult>()
        .Where(given => given.Tokens.Any(token => at.Command.Options.Any(other => Is(other, token.Value))))
        .Select(static given => given.Option is ICheckedOption option ? NothingGiven(given.Option.Name, option) : null).FirstOrDefault();

    private static bool Is(Option option, string word) => option.Name == word || option.Aliases.Contains(word);

    /// <summary>A word such as <c>-pid</c>, which the parser reads as <c>-p id</c>.</summary>
    private static string? RunTogether(IReadOnlyCollection<string> arguments) => arguments.TakeWhile(static word => word != "--")
        .FirstOrDefault(static word => word.Length > 2 && word[0] == '-' && word[1..].All(char.IsLetter));

    /// <summary>An option in place of the command's argument. Options of a program to start don't count.</summary>
    private static string? OptionTakenForAnArgument(CommandResult at) => at.Children.OfType<ArgumentResult>()
        .Where(static argument => argument.Argument.Arity.MaximumNumberOfValues == 1)
            .SelectMany(static argument => argument.Tokens).Select(static token => token.Value)
        .FirstOrDefault(static word => Suggestion.IsLikeAnOption(word) && !int.TryParse(word, CultureInfo.InvariantCulture, out _));

    /// <summary>The command with the word as its argument, without the option.</summary>
    private static string? MeantArgument(CommandResult at, IReadOnlyList<string> words) => words.Count == 0 ? null : $"`tidepool {at.Command.Name} {words[0]}`";

    private static string KindOf(CommandResult at, string unknown) =>
        Suggestion.IsLikeAnOption(unknown) ? "option" : at.Command is RootCommand ? "command" : "argument";

    private static string? Meant(CommandResult at, IReadOnlyList<string> words)
    {
        if (at.Command is not RootCommand root)
        {
            return Suggestion.IsLikeAnOption(words[0]) ? Suggestion.NearestOption(words[0], OptionsOf(at.Command)) : null;
        }

        // The doctor's options without the doctor: `tidepool -p 5`, `tidepool compare a.json b.json`.
        Command doctor = root.Subcommands.First(static command => command.Name == DoctorCommand.Name);
        string rest = string.Concat(words.Skip(1).Select(static word => $" {word}"));
        return int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"`tidepool doctor --process-id {words[0]}`"
            : doctor.Options.FirstOrDefault(option => Is(option, words[0]) || option.Name == $"--{words[0]}") is { } option
                ? $"`tidepool doctor {option.Name}{rest}`"
            : Suggestion.IsLikeAnOption(words[0]) ? Suggestion.NearestOption(words[0], [.. OptionsOf(root), .. OptionsOf(doctor)])
            : Suggestion.NearestCommand(words[0], [.. root.Subcommands.Select(static command => command.Name)]);
    }

    private static string Unknown(CommandResult at, string kind, string word, string? meant)
    {
        string name = at.Command is RootCommand ? "tidepool" : at.Command.Name;
        return $"{name} has no {kind} \"{word}\"; `tidepool {(at.Command is RootCommand ? "" : name + " ")}--help` lists what it "
            + $"has.{Suggestion.Question(meant)}";
    }

    /// <summary>The sentence for an error. The parser's own messages say neither what is missing nor what would be valid.</summary>
    private static string Sentence(ParseError error)
    {
        OptionResult? given = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (given?.Option is ICheckedOption option)
        {
            return given.Tokens.Count == 0 ? NothingGiven(given.Option.Name, option)
                : given.Tokens.Count > 1 && !option.TakesMany ? $"{given.Option.Name} is given {given.Tokens.Count} times: give it once."
                : error.Message;
        }

        return error.SymbolResult is ArgumentResult { Tokens.Count: 0 } or CommandResult && MissingArgument(error.SymbolResult) is { } argument
            ? $"{argument.Name} is missing: {argument.Description}" : error.Message;
    }

    private static string NothingGiven(string name, ICheckedOption option) =>
        $"{name} takes {option.Takes}, for example {option.Example}, and nothing was given.";

    private static Argument? MissingArgument(SymbolResult at) => at is ArgumentResult { Argument: { } argument } ? argument
        : (at as CommandResult)?.Command.Arguments.FirstOrDefault(one => one.Arity.MinimumNumberOfValues > 0 && at.GetResult(one) is not { Tokens.Count: > 0 });
}

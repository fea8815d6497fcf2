using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Spectre.Console;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>tidepool</c>.</summary>
internal static class ToolCommand
{
    /// <summary>Exit code for success, whatever the verdict.</summary>
    internal const int Success = 0;

    /// <summary>Exit code for a verdict named by <c>--fail-on</c>.</summary>
    internal const int UnwantedVerdict = 1;

    /// <summary>Exit code for a command that failed or wasn't completed, or if no verdict was reached.</summary>
    internal const int Failure = 2;

    /// <summary>The time allowed between Ctrl-C and the end. The recording must be drained, or the examined process would keep sending; then it is
    /// judged.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>A name may begin with an @, which would otherwise stand for a file of arguments.</summary>
    private static readonly ParserConfiguration s_parsing = new() { ResponseFileTokenReplacer = null };

    internal static RootCommand Create(IAnsiConsole console, IAnsiConsole errors, TimeProvider time)
    {
        RootCommand root = new("Finds out whether a pool of byte buffers would help a running .NET program.")
        {
            DoctorCommand.Create(console, errors, time),
            ProcessListCommand.Create(console),
            WatchCommand.Create(console, time),
        };
        root.SetAction(static parsed => new HelpAction().Invoke(parsed));
        return root;
    }

    internal static async Task<int> InvokeAsync(string[] arguments, IAnsiConsole console, IAnsiConsole errors, TimeProvider time,
        CancellationToken cancellationToken = default)
    {
        ParseResult parsed = Create(console, errors, time).Parse(arguments, s_parsing);
        if (parsed.Errors.Count > 0)
        {
            foreach (string error in ErrorsOf(parsed))
            {
                Tell(errors, error);
            }

            return Failure;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = console.Profile.Out.Writer, EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = s_patience }, cancellationToken);
        }
        catch (ToolException failure)
        {
            Tell(errors, failure.Message);
            return Failure;
        }
        catch (OperationCanceledException)
        {
            Tell(errors, "Stopped before there was anything to judge.");
            return Failure;
        }
    }

    /// <summary>The errors of the command line, with suggestions.</summary>
    private static IEnumerable<string> ErrorsOf(ParseResult parsed)
    {
        CommandResult at = parsed.CommandResult;
        if (parsed.UnmatchedTokens is not [string unknown, ..])
        {
            return parsed.Errors.Select(Sentence);
        }

        bool isOption = unknown.StartsWith('-');
        IEnumerable<Symbol> known = isOption ? at.Command.Options : at.Command.Subcommands;
        string? meant = Suggestion.Nearest(unknown, [.. known.Select(static symbol => symbol.Name)]);
        string what = isOption ? "option" : at.Command is RootCommand ? "command" : "argument";
        string name = at.Command is RootCommand ? "tidepool" : at.Command.Name;
        return [$"{name} has no {what} \"{unknown}\"; `tidepool {(at.Command is RootCommand ? "" : name + " ")}--help` lists what it "
            + $"has.{Suggestion.Question(meant)}"];
    }

    /// <summary>The sentence for an error. Those of the parser itself say neither what is missing nor what would be valid.</summary>
    private static string Sentence(ParseError error)
    {
        OptionResult? given = error.SymbolResult as OptionResult ?? error.SymbolResult?.Parent as OptionResult;
        if (given?.Option is ICheckedOption option)
        {
            return given.Tokens.Count == 0 ? $"{given.Option.Name} takes {option.Takes}, for example {option.Example}, and nothing was given."
                : given.Tokens.Count > 1 && !option.TakesMany ? $"{given.Option.Name} is given {given.Tokens.Count} times: give it once."
                : error.Message;
        }

        return error.SymbolResult is ArgumentResult { Tokens.Count: 0 } or CommandResult && MissingArgument(error.SymbolResult) is { } argument
            ? $"{argument.Name} is missing: {argument.Description}" : error.Message;
    }

    private static Argument? MissingArgument(SymbolResult at) => at is ArgumentResult { Argument: { } argument } ? argument
        : (at as CommandResult)?.Command.Arguments.FirstOrDefault(one => one.Arity.MinimumNumberOfValues > 0 && at.GetResult(one) is not { Tokens.Count: > 0 });

    internal static void Tell(IAnsiConsole errors, string failure)
    {
        errors.Write(new Text("error: ", new Style(Color.Red)));
        errors.WriteLine(failure);
    }
}

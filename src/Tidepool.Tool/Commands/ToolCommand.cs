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

    internal static RootCommand Create(IAnsiConsole console, IAnsiConsole errors, TimeProvider time)
    {
        RootCommand root = new("Tells of a running .NET program whether a pool of byte buffers would help it.")
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
        ParseResult parsed = Create(console, errors, time).Parse(arguments);
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
            return parsed.Errors.Select(static error => error.Message);
        }

        bool isOption = unknown.StartsWith('-');
        IEnumerable<Symbol> known = isOption ? at.Command.Options : at.Command.Subcommands;
        string? meant = Suggestion.Nearest(unknown, [.. known.Select(static symbol => symbol.Name)]);
        string what = isOption ? "option" : at.Command is RootCommand ? "command" : "argument";
        string name = at.Command is RootCommand ? "tidepool" : at.Command.Name;
        return [$"{name} has no {what} \"{unknown}\": `tidepool {(at.Command is RootCommand ? "" : name + " ")}--help` lists those that it "
            + $"has.{Suggestion.Question(meant)}"];
    }

    internal static void Tell(IAnsiConsole errors, string failure)
    {
        errors.Write(new Text("error: ", new Style(Color.Red)));
        errors.WriteLine(failure);
    }
}

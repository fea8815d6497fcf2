using System.CommandLine;
using System.CommandLine.Help;
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

    /// <summary>The time allowed between Ctrl-C and the end. The recording must be drained, or the examined process would keep sending; then the
    /// recording is judged.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>A name may begin with an @, which would otherwise mean a file of arguments.</summary>
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
        IReadOnlyList<string> wrong = CommandLineErrors.Of(parsed, arguments);
        if (wrong.Count > 0)
        {
            foreach (string error in wrong)
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

    internal static void Tell(IAnsiConsole errors, string failure)
    {
        errors.Write(new Text("error: ", new Style(Color.Red)));
        errors.WriteLine(failure);
    }
}

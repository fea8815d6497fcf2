using System.CommandLine;
using Spectre.Console;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>tidepool</c>.</summary>
internal static class ToolCommand
{
    /// <summary>Exit code of everything that went as it should, whatever the verdict.</summary>
    internal const int Success = 0;

    /// <summary>Exit code of a verdict that <c>--fail-on</c> names.</summary>
    internal const int UnwantedVerdict = 1;

    /// <summary>Exit code of what could not be done.</summary>
    internal const int Failure = 2;

    internal static async Task<int> InvokeAsync(string[] arguments, IAnsiConsole console, TimeProvider time, CancellationToken cancellationToken = default)
    {
        RootCommand root = new("Tells of a running .NET program whether a pool of byte buffers would help it.")
        {
            DoctorCommand.Create(console, time),
            ProcessListCommand.Create(console),
        };
        ParseResult parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
            {
                Tell(console, error.Message);
            }

            return Failure;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken);
        }
        catch (ToolException failure)
        {
            Tell(console, failure.Message);
            return Failure;
        }
    }

    private static void Tell(IAnsiConsole console, string failure)
    {
        console.Write(new Text("error: ", new Style(Color.Red)));
        console.WriteLine(failure);
    }
}

using Spectre.Console;
using Tidepool.Tool.Commands;

// A file has no line width.
const int WidthOfAFile = 1_000;

if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = WidthOfAFile;
}

IAnsiConsole errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
if (Console.IsErrorRedirected)
{
    errors.Profile.Width = WidthOfAFile;
}

return await ToolCommand.InvokeAsync(args, AnsiConsole.Console, errors, TimeProvider.System);

using Spectre.Console;
using Tidepool.Tool.Commands;

if (Console.IsOutputRedirected)
{
    // A file has no width that lines would have to keep to.
    AnsiConsole.Profile.Width = 1_000;
}

return await ToolCommand.InvokeAsync(args, AnsiConsole.Console, TimeProvider.System);

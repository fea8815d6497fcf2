using Spectre.Console;
using Tidepool.Tool.Commands;

return await ToolCommand.InvokeAsync(args, AnsiConsole.Console, TimeProvider.System);

using System.CommandLine;
using Spectre.Console;
using Tidepool.Tool.Recording;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>ps</c>: which processes can be examined.</summary>
internal static class ProcessListCommand
{
    internal static Command Create(IAnsiConsole console)
    {
        Command command = new("ps", "Lists the .NET processes that can be examined.");
        command.SetAction(_ =>
        {
            Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "name", "command");
            foreach (RunningProcess process in RunningProcess.All())
            {
                table.AddRow(new Text($"{process.Id}"), new Text(process.Name), new Text(process.CommandLine).Overflow(Overflow.Ellipsis));
            }

            if (table.Rows.Count == 0)
            {
                console.WriteLine("There is none that this user may examine.");
            }
            else
            {
                console.Write(table);
            }

            return ToolCommand.Success;
        });
        return command;
    }
}

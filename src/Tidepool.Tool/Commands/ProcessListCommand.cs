using System.CommandLine;
using Spectre.Console;
using Tidepool.Tool.Recording;
using Tidepool.Tool.Reports;

namespace Tidepool.Tool.Commands;

/// <summary>The command <c>ps</c>, which lists the processes that can be examined.</summary>
internal static class ProcessListCommand
{
    private const int LongestCommand = 120;

    internal static Command Create(IAnsiConsole console)
    {
        Command command = new("ps", "Lists the .NET processes that can be examined, and whether they use Tidepool.");
        command.SetAction(_ =>
        {
            IReadOnlyList<RunningProcess> all = RunningProcess.All();
            if (all.Count == 0)
            {
                console.WriteLine("There are no .NET processes that this user can examine.");
                return ToolCommand.Success;
            }

            Table table = new Table().Border(TableBorder.Simple).AddColumns("id", "name", "runtime", "Tidepool", "command");
            foreach (RunningProcess process in all)
            {
                string usesTidepool = process.UsesTidepool is { } uses ? (uses ? "yes" : "no") : "?";
                table.AddRow(
                    new Text($"{process.Id}"), new Text(process.Name), new Text(process.Runtime ?? "?"), new Text(usesTidepool),
                        new Text(Cut(process.CommandLine)).Overflow(Overflow.Ellipsis));
            }

            console.WriteTable(table);
            return ToolCommand.Success;
        });
        return command;
    }

    private static string Cut(string commandLine) => commandLine.Length <= LongestCommand ? commandLine : commandLine[..(LongestCommand - 1)] + "…";
}

using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tidepool.Tool.Reports;

/// <summary>Tables for the terminal: a title over the first column, numbers to the right.</summary>
internal static class Tables
{
    internal static Table New(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(new Text(title)));
        return columns.Aggregate(table, static (soFar, column) => soFar.AddColumn(new TableColumn(new Text(column)).RightAligned()));
    }

    /// <summary>Without the blanks that would fill its last column. No cell has a colour.</summary>
    internal static void WriteTable(this IAnsiConsole console, Table table)
    {
        foreach (string line in string.Concat(((IRenderable)table).Render(RenderOptions.Create(console), console.Profile.Width).Select(static segment => segment.Text)).TrimEnd('\n').Split('\n'))
        {
            console.WriteLine(line.TrimEnd());
        }
    }

    internal static void AddCells(this Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));
}

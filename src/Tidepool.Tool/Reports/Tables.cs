using Spectre.Console;

namespace Tidepool.Tool.Reports;

/// <summary>Tables for the terminal: a title over the first column, numbers to the right.</summary>
internal static class Tables
{
    internal static Table New(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(new Text(title)));
        return columns.Aggregate(table, static (soFar, column) => soFar.AddColumn(new TableColumn(new Text(column)).RightAligned()));
    }

    internal static void AddCells(this Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));
}

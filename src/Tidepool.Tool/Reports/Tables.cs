using Spectre.Console;
using Spectre.Console.Rendering;

namespace Tidepool.Tool.Reports;

/// <summary>Tables for the terminal, with a title above the first column and numbers aligned to the right.</summary>
internal static class Tables
{
    internal static Table New(string title, params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(new Text(title)));
        return columns.Aggregate(table, static (soFar, column) => soFar.AddColumn(new TableColumn(new Text(column)).RightAligned()));
    }

    /// <summary>Writes a table without trailing blanks. Cells have no colours. A table that is too wide is written as a list instead, so that words aren't
    /// broken.</summary>
    internal static void WriteTable(this IAnsiConsole console, Table table)
    {
        Table unbroken = table.Columns.Aggregate(table, static (soFar, column) =>
        {
            column.NoWrap = true;
            return soFar;
        });
        bool fits = ((IRenderable)unbroken).Measure(RenderOptions.Create(console), int.MaxValue).Max <= console.Profile.Width;
        IEnumerable<string> lines = fits ? Rendered(unbroken, console, console.Profile.Width) : RowByRow(table, console);
        foreach (string line in lines)
        {
            console.WriteLine(line);
        }
    }

    /// <summary>Writes the first cell of each row on a line, and below it the other cells with their headings.</summary>
    private static IEnumerable<string> RowByRow(Table table, IAnsiConsole console)
    {
        string[] headings = [.. table.Columns.Select(column => TextOf(column.Header, console))];
        yield return "";
        yield return $"  {headings[0]}";
        foreach (TableRow row in table.Rows)
        {
            string[] cells = [.. row.Select(cell => TextOf(cell, console))];
            yield return $"  {cells[0]}";
            foreach ((string heading, string cell) in headings.Zip(cells).Skip(1).Where(static pair => pair.Second.Length > 0))
            {
                yield return $"    {heading}: {cell}";
            }
        }
    }

    private static string TextOf(IRenderable cell, IAnsiConsole console) => string.Join(' ', Rendered(cell, console, int.MaxValue / 2)).Trim();

    private static string[] Rendered(IRenderable what, IAnsiConsole console, int width) =>
        [.. string.Concat(what.Render(RenderOptions.Create(console), width).Select(static segment => segment.Text)).TrimEnd().Split('\n')
            .Select(static line => line.TrimEnd())];

    internal static void AddCells(this Table table, params string[] cells) => table.AddRow(cells.Select(static cell => new Text(cell)));
}

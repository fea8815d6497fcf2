namespace Tidepool.Benchmarks.Reporting;

/// <summary>A document in Markdown: blocks, each with an empty line before it.</summary>
/// <param name="isAligned">True where a table's columns are as wide as their widest cell, for a terminal; false for a file.</param>
internal sealed class Markdown(bool isAligned = false)
{
    private const int Columns = 160;

    private readonly StringBuilder _text = new();

    public Markdown Title(string text)
    {
        _text.Append("# ").Append(text).Append('\n');
        return this;
    }

    public Markdown Section(string heading, string? text = null) => Heading("##", heading, text);

    public Markdown Subsection(string heading, string text) => Heading("###", heading, text);

    public Markdown Paragraph(string text)
    {
        _text.Append('\n').Append(Wrapped(text, indent: "")).Append('\n');
        return this;
    }

    public Markdown List(IEnumerable<string> lines)
    {
        _text.Append('\n');
        foreach (string line in lines)
        {
            _text.Append(Wrapped($"- {line}", indent: "  ")).Append('\n');
        }

        return this;
    }

    /// <param name="headings">Those that begin with &gt; head columns of figures, which are aligned to the right.</param>
    /// <param name="rows">Each with as many cells as there are headings.</param>
    public Markdown Table(IReadOnlyList<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        string[][] lines = [[.. headings.Select(static heading => heading.TrimStart('>'))], .. rows.Select(static row => row.ToArray())];
        int[] widths = [.. headings.Select((_, column) => isAligned ? lines.Max(line => line[column].Length) : 0)];
        _text.Append("\n|");
        foreach ((int column, string name) in lines[0].Index())
        {
            _text.Append(name.Length + widths[column] == 0 ? " |" : $" {Padded(column, name)} |");
        }

        _text.Append("\n|").AppendJoin('|', headings.Select((heading, column) =>
            (heading.StartsWith('>') ? "--:" : "---").PadLeft(widths[column] + 2, '-'))).Append("|\n");
        foreach (string[] line in lines.Skip(1))
        {
            _text.Append("| ").AppendJoin(" | ", line.Select((cell, column) => Padded(column, cell))).Append(" |\n");
        }

        return this;

        string Padded(int column, string cell) => headings[column].StartsWith('>') ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]);
    }

    public Markdown Append(Markdown other)
    {
        _text.Append(other._text);
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Wrapped(string text, string indent)
    {
        StringBuilder wrapped = new();
        int column = 0;
        foreach (string word in text.Split(' '))
        {
            if (column > 0 && column + 1 + word.Length > Columns)
            {
                wrapped.Append('\n').Append(indent);
                column = indent.Length;
            }
            else if (column > 0)
            {
                wrapped.Append(' ');
                column++;
            }

            wrapped.Append(word);
            column += word.Length;
        }

        return wrapped.ToString();
    }

    private Markdown Heading(string level, string heading, string? text)
    {
        _text.Append('\n').Append(level).Append(' ').Append(heading).Append('\n');
        return text is null ? this : Paragraph(text);
    }
}

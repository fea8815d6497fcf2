namespace Tidepool.Benchmarks.Reporting;

/// <summary>A document in Markdown: blocks, each with an empty line before it.</summary>
internal sealed class Markdown
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
    public Markdown Table(IReadOnlyCollection<string> headings, IEnumerable<IEnumerable<string>> rows)
    {
        _text.Append("\n|");
        foreach (string heading in headings)
        {
            string name = heading.TrimStart('>');
            _text.Append(name.Length == 0 ? " |" : $" {name} |");
        }

        _text.Append("\n|").AppendJoin('|', headings.Select(static heading => heading.StartsWith('>') ? "--:" : "---")).Append("|\n");
        foreach (IEnumerable<string> row in rows)
        {
            _text.Append("| ").AppendJoin(" | ", row).Append(" |\n");
        }

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

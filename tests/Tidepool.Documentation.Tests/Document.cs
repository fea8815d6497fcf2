using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Tidepool.Documentation.Tests;

/// <summary>A Markdown file of the repository.</summary>
internal sealed partial class Document
{
    /// <summary>The folder of the generated reference.</summary>
    internal const string Reference = "docs/api/";

    /// <summary>Folders whose projects may each have a document.</summary>
    private static readonly string[] s_projects = ["bench", "samples", "src"];

    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    private readonly string _text;
    private readonly MarkdownDocument _parsed;

    /// <param name="path">Relative to the root of the repository, with slashes.</param>
    internal Document(string path)
    {
        Path = path;
        _text = File.ReadAllText(System.IO.Path.Combine(Repository.Root(), path));
        _parsed = Markdown.Parse(_text, s_pipeline);
    }

    /// <summary>Relative to the root of the repository, with slashes.</summary>
    internal string Path { get; }

    /// <summary>The documents for readers: at the root, in <c>docs</c>, and beside the projects that have one.</summary>
    internal static IEnumerable<string> All()
    {
        string root = Repository.Root();
        IEnumerable<string> files = Directory.EnumerateFiles(root, "*.md")
            .Concat(Directory.EnumerateFiles(System.IO.Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(s_projects.SelectMany(folder => Directory.EnumerateDirectories(System.IO.Path.Combine(root, folder)))
                .SelectMany(static project => Directory.EnumerateFiles(project, "README.md")));
        return files.Select(path => System.IO.Path.GetRelativePath(root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);
    }

    /// <summary>The C# blocks, each with the number of its first line, counted from 1.</summary>
    internal IEnumerable<(int Line, string Code, bool IsWeb)> CodeBlocks() => _parsed.Descendants<FencedCodeBlock>()
        .Where(static block => block.Info == "csharp")
        .Select(static block => (block.Line + 2, block.Lines.ToString(), block.Arguments == "aspnetcore"));

    /// <summary>The targets of links, in Markdown and in HTML.</summary>
    internal IEnumerable<string> Links() => _parsed.Descendants<LinkInline>().Select(static link => link.Url ?? "")
        .Concat(HtmlAttributes("href"));

    /// <summary>The links to C# files whose text is code.</summary>
    internal IEnumerable<(string Name, string Target)> CodeLinks() => _parsed.Descendants<LinkInline>()
        .Where(static link => link.Url?.EndsWith(".cs", StringComparison.Ordinal) == true && link.FirstChild is CodeInline)
        .Select(static link => (((CodeInline)link.FirstChild!).Content, link.Url!));

    /// <summary>What a link to this document may have after the <c>#</c>.</summary>
    internal IReadOnlySet<string> Anchors() => _parsed.Descendants<HeadingBlock>().Select(static heading => heading.GetAttributes().Id ?? "")
        .Concat(HtmlAttributes("id"))
        .ToHashSet(StringComparer.Ordinal);

    private IEnumerable<string> HtmlAttributes(string name)
    {
        IEnumerable<string> html = _parsed.Descendants<HtmlInline>().Select(static inline => inline.Tag)
            .Concat(_parsed.Descendants<HtmlBlock>().Select(static block => block.Lines.ToString()));
        return html.SelectMany(static text => HtmlAttribute().Matches(text)).Where(match => match.Groups["name"].Value == name)
            .Select(static match => match.Groups["value"].Value);
    }

    [GeneratedRegex("""\s(?<name>href|id)="(?<value>[^"]*)""", RegexOptions.ExplicitCapture)]
    private static partial Regex HtmlAttribute();
}

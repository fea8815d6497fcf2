// Writes docs/api from the comments in the sources: dotnet run eng/api-reference.cs
//
// DocFX reads the sources and writes a page for each type. Its references within sentences are meant for its own site, so this turns them into links;
// and it removes the lists of inherited members, which are longer than everything else.
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, ".."));
string written = Path.Combine(root, "artifacts", "api");
string reference = Path.Combine(root, "docs", "api");

Directory.CreateDirectory(written);
Directory.Delete(written, recursive: true);
Run("tool", "restore");
Run("docfx", "metadata", Path.Combine(root, "eng", "docfx.json"));

Dictionary<string, string> pages = Directory.EnumerateFiles(written, "*.md")
    .ToDictionary(static path => Path.GetFileNameWithoutExtension(path), static path => File.ReadAllText(path).ReplaceLineEndings("\n"));
Directory.CreateDirectory(reference);
foreach (string stale in Directory.EnumerateFiles(reference, "*.md"))
{
    File.Delete(stale);
}

foreach ((string page, string original) in pages)
{
    string text = Patterns.InheritedMembers().Replace(original, "");
    text = Patterns.Reference().Replace(text, match => LinkTo(Uri.UnescapeDataString(match.Groups["uid"].Value)));
    text = Patterns.LineBreak().Replace(text, "\\");
    text = Patterns.TrailingSpace().Replace(text, "");
    text = Patterns.BetweenItems().Replace(text, "\n");
    File.WriteAllText(Path.Combine(reference, $"{page}.md"), Wrapped(text.TrimEnd()) + "\n");
}

Console.WriteLine($"{pages.Count} pages in docs/api");
return;

// At most 160 columns, as in all documents. Code, headings and tables can't be wrapped.
string Wrapped(string text)
{
    const int Columns = 160;
    List<string> lines = [];
    bool isCode = false;
    foreach (string line in text.Split('\n'))
    {
        isCode ^= line.StartsWith("```", StringComparison.Ordinal);
        string rest = line;
        while (rest.Length > Columns && !isCode && rest[0] is not ('#' or '|')
            && Patterns.Break().Matches(rest).LastOrDefault(static match => match.Index <= Columns) is { } space)
        {
            lines.Add(rest[..space.Index]);
            rest = rest[(space.Index + 1)..];
        }

        lines.Add(rest);
    }

    return string.Join('\n', lines);
}

string LinkTo(string uid)
{
    string name = Patterns.Parameters().Replace(uid, "");
    string? page = pages.Keys.Where(page => name == page || name.StartsWith($"{page}.", StringComparison.Ordinal)).MaxBy(static page => page.Length);
    string address = page is null
        ? $"https://learn.microsoft.com/dotnet/api/{name.Replace('`', '-')}".ToLowerInvariant()
        : $"{page}.md{AnchorIn(page, uid)}";

    // Not Markdown, which isn't parsed within the HTML paragraphs and lists that DocFX writes.
    return $"<a href=\"{address}\">{ShortNameOf(name)}</a>";
}

// The values of an enumeration have no anchor.
string AnchorIn(string page, string uid)
{
    string id = Patterns.NoLetter().Replace(uid, "_");
    return uid != page && pages[page].Contains($"<a id=\"{id}\">", StringComparison.Ordinal) ? $"#{id}" : "";
}

string ShortNameOf(string name)
{
    // A type without its namespace, a member with its type. A name that ends with type parameters is a type, and so is one that the runtime knows as a type.
    string[] parts = name.Split('.');
    bool isType = parts[^1].Contains('`', StringComparison.Ordinal) || Type.GetType(name) is not null || pages.ContainsKey(name);
    return Patterns.Arity().Replace(string.Join('.', parts[(isType ? ^1 : ^2)..]), "&lt;T&gt;");
}

void Run(params string[] arguments)
{
    using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = root })!;
    process.WaitForExit();
    if (process.ExitCode != 0)
    {
        throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}

static string ThisFile([CallerFilePath] string path = "") => path;

internal static partial class Patterns
{
    [GeneratedRegex("""<xref href="(?<uid>[^"]+)"[^>]*></xref>""")]
    internal static partial Regex Reference();

    [GeneratedRegex(@"#### Inherited Members\n\n.*?(?=\n#|\z)", RegexOptions.Singleline)]
    internal static partial Regex InheritedMembers();

    [GeneratedRegex(@"(?<=\S)[ ]{2,}(?=\n\S)")]
    internal static partial Regex LineBreak();

    [GeneratedRegex("[ ]+$", RegexOptions.Multiline)]
    internal static partial Regex TrailingSpace();

    [GeneratedRegex("(?<=</li>)(?=<li>)")]
    internal static partial Regex BetweenItems();

    // A space that isn't within a tag, and after which nothing would be read as a list, a heading or a table.
    [GeneratedRegex(@"(?<=\S)[ ](?![^<>]*>)(?![-+*#>|]|[0-9]+[.)])")]
    internal static partial Regex Break();

    [GeneratedRegex(@"\(.*\)")]
    internal static partial Regex Parameters();

    [GeneratedRegex("[^A-Za-z0-9_]")]
    internal static partial Regex NoLetter();

    [GeneratedRegex("`+[0-9]+")]
    internal static partial Regex Arity();
}

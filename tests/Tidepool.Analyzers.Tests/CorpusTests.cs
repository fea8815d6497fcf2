using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>The corpus: files in which each line ends with the rules reported for it, once for each report. A line without them is correct.</summary>
[Trait("Requirement", "A1")]
[Trait("Requirement", "A2")]
[Trait("Requirement", "A4")]
public partial class CorpusTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.cs").Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    private static string Folder => Path.Combine(Repository.Root(), "tests", "Tidepool.Analyzers.Tests", "Corpus");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task EachLine_IsReportedAsItSays(string file)
    {
        string code = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        CSharpCompilation compilation = TestCompilation.Of(code);
        Assert.Empty(TestCompilation.ErrorsOf(compilation));
        ImmutableArray<Diagnostic> findings = await TestCompilation.AnalyzeAsync(compilation);
        ILookup<int, string> byLine = findings.ToLookup(static finding => finding.Location.GetLineSpan().StartLinePosition.Line, static finding => finding.Id);
        List<string> differences = [];
        string[] lines = code.Split('\n');
        for (int line = 0; line < lines.Length; line++)
        {
            string expected = string.Join(' ', Expected().Match(lines[line]).Groups["id"].Captures.Select(static capture => capture.Value));
            string actual = string.Join(' ', byLine[line].Order(StringComparer.Ordinal));
            if (expected != actual)
            {
                differences.Add($"{file}, line {line + 1}: expected '{expected}', was '{actual}': {lines[line].Trim()}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [GeneratedRegex(@"//( (?<id>TIDE\d{3}))+\s*$")]
    private static partial Regex Expected();
}

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>The rules' pages in docs/rules: each rule has one, and its examples behave as the page says.</summary>
[Trait("Requirement", "Quality")]
public partial class RulePagesTests
{
    public static TheoryData<string> Rules => [.. Descriptors().Select(static rule => rule.Id).Order(StringComparer.Ordinal)];

    [Fact]
    public void Rules_AreTen() => Assert.Equal(Enumerable.Range(1, 10).Select(static number => $"TIDE{number:D3}"), Rules.Select(static row => row.Data));

    [Theory]
    [MemberData(nameof(Rules))]
    public void Descriptor_PointsAtItsPage(string id)
    {
        DiagnosticDescriptor rule = Descriptors().Single(rule => rule.Id == id);
        Assert.Equal(RulePages.Folder + id + ".md", rule.HelpLinkUri);
        Assert.StartsWith($"# {id}: {rule.Title}\n", Page(id), StringComparison.Ordinal);
        string severity = rule.DefaultSeverity == DiagnosticSeverity.Info ? "suggestion" : "warning";
        Assert.Contains($"\n| [{id}]({id}.md) | {severity} | ", Page("README"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task BadExample_IsReportedWhereItSays(string id)
    {
        string code = Example(id, "Bad");
        string[] expected = [.. Lines(code).Where(line => line.Text.EndsWith($"// {id}", StringComparison.Ordinal))
            .Select(line => $"{id} in line {line.Number}")];
        Assert.NotEmpty(expected);
        Assert.Equal(expected, await ReportsAsync(code));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task GoodExample_IsNotReported(string id) => Assert.Empty(await ReportsAsync(Example(id, "Good")));

    private static async Task<IEnumerable<string>> ReportsAsync(string code)
    {
        CSharpCompilation compilation = TestCompilation.Of(code);
        Assert.Empty(TestCompilation.ErrorsOf(compilation));
        return (await TestCompilation.AnalyzeAsync(compilation))
            .OrderBy(static diagnostic => diagnostic.Location.SourceSpan)
            .Select(static diagnostic => $"{diagnostic.Id} in line {diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}");
    }

    /// <summary>One for each rule: some rules have several messages.</summary>
    private static IEnumerable<DiagnosticDescriptor> Descriptors() => TestCompilation.Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics)
        .DistinctBy(static rule => (rule.Id, rule.Title, rule.HelpLinkUri));

    private static IEnumerable<(int Number, string Text)> Lines(string code) => code.Split('\n').Select(static (text, index) => (index + 1, text));

    private static string Page(string name) => File.ReadAllText(Path.Combine(Repository.Root(), "docs", "rules", $"{name}.md"));

    private static string Example(string id, string heading) =>
        Assert.Single(Examples().Matches(Page(id)), match => match.Groups["heading"].Value == heading).Groups["code"].Value;

    [GeneratedRegex(@"^## (?<heading>\w+)\n\n```csharp\n(?<code>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Examples();
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidepool.Analyzers.Tests.Verification;

namespace Tidepool.Analyzers.Tests;

/// <summary>The analyzers on the project's own sources: they don't crash, and report only what is wrong there on purpose.</summary>
[Trait("Requirement", "Quality")]
public class OwnSourcesTests
{
    [Theory]
    [InlineData("src/Tidepool")]
    [InlineData("src/Tidepool.Tool")]
    [InlineData("src/Tidepool.AspNetCore")]
    [InlineData("src/Tidepool.Analyzers")]
    [InlineData("src/Tidepool.Analyzers.CodeFixes")]
    [InlineData("samples/MessageRelay")]
    [InlineData("bench/Tidepool.Benchmarks")]
    [InlineData("tests/Tidepool.Soak")]
    public async Task Project_ThatMisusesNothing_HasNoFindings(string project) => Assert.Empty(await FindingsAsync(project));

    [Theory]
    [InlineData("tests/Tidepool.Tests", "own-sources-tests.txt")]
    [InlineData("tests/Tidepool.TestProgram", "own-sources-testprogram.txt")]
    public async Task Project_ThatMisusesOnPurpose_HasTheseFindings(string project, string list)
    {
        string[] expected = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, list), TestContext.Current.CancellationToken);
        string[] actual = [.. await FindingsAsync(project)];
        string differences = string.Join('\n', [.. actual.Except(expected).Select(static line => $"unexpected: {line}"), .. expected.Except(actual)
            .Select(static line => $"missing: {line}")]);
        Assert.True(differences.Length == 0, differences);
    }

    private static async Task<IEnumerable<string>> FindingsAsync(string project)
    {
        string folder = Path.Combine(Repository.Root(), project);
        SyntaxTree[] files =
        [
            CSharpSyntaxTree.ParseText("global using Xunit;", TestCompilation.Language, cancellationToken: TestContext.Current.CancellationToken),
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Where(file => !Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj"))
                .Order(StringComparer.Ordinal)
                .Select(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), TestCompilation.Language, file)),
        ];
        Assert.True(files.Length > 1, $"There are no sources in {project}.");

        ImmutableArray<Diagnostic> findings = await TestCompilation.AnalyzeAsync(TestCompilation.Of(files));
        return findings
            .Select(static finding => (finding.Id, Position: finding.Location.GetLineSpan()))
            .Select(finding => $"{finding.Id} {Path.GetRelativePath(folder, finding.Position.Path).Replace('\\', '/')} {TextAt(finding.Position)}")
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The text of the line of a finding: the line number would change with every edit above it.</summary>
    private static string TextAt(FileLinePositionSpan position) => File.ReadLines(position.Path).ElementAt(position.StartLinePosition.Line).Trim();
}

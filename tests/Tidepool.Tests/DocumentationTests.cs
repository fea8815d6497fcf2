using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Tests;

/// <summary>Every C# block of the documents compiles as it stands, with the usings that a new project has and <c>using Tidepool;</c>.</summary>
/// <remarks>Blocks marked <c>csharp aspnetcore</c> need the web framework: the tests of Tidepool.AspNetCore compile them.</remarks>
[Trait("Requirement", RequirementTraitTests.Quality)]
public partial class DocumentationTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Tidepool;
        """;

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> s_references = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    public static TheoryData<string, int> Blocks
    {
        get
        {
            TheoryData<string, int> blocks = [];
            foreach (string document in Documents())
            {
                foreach (Match match in CSharpBlock().Matches(File.ReadAllText(Path.Combine(Repository.Root(), document))))
                {
                    blocks.Add(document, match.Groups["code"].Index);
                }
            }

            return blocks;
        }
    }

    [Fact]
    public void Readme_Exists_AndShowsCode()
    {
        Assert.True(File.Exists(Path.Combine(Repository.Root(), "README.md")), "README.md is missing from the root of the repository.");
        Assert.Contains(Blocks, static row => row.Data.Item1 == "README.md");
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void CodeBlock_OfADocument_Compiles(string document, int position)
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root(), document));
        Match block = CSharpBlock().Matches(text).Single(match => match.Groups["code"].Index == position);
        int line = text.AsSpan(0, position).Count('\n');
        string[] errors = [.. ErrorsOf(block.Groups["code"].Value, document, line)];
        Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
    }

    [Theory]
    [InlineData("using ByteLease lease = BytePool.Shared.Rent(10);\nConsole.WriteLine(lease.Length);", true)]
    [InlineData("public class Frame;", true)]
    [InlineData("BytePool.Shared.Rend(10);", false)]
    [InlineData("var lease = pool.Rent(10);", false)]
    public void Compiler_TellsRightFromWrong(string code, bool isRight) => Assert.Equal(isRight, !ErrorsOf(code, "test", 0).Any());

    private static IEnumerable<string> ErrorsOf(string code, string document, int line)
    {
        SyntaxTree program = CSharpSyntaxTree.ParseText(code, s_language, document);
        SyntaxTree usings = CSharpSyntaxTree.ParseText(ImplicitUsings, s_language);
        bool runs = program.GetCompilationUnitRoot().Members.Any(static member => member is GlobalStatementSyntax);
        CSharpCompilationOptions options = new(
            runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Snippet", [usings, program], s_references.Value, options)
            .GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{document}({line + diagnostic.Location.GetLineSpan().StartLinePosition.Line + 1}): {diagnostic.GetMessage()}");
    }

    private static IEnumerable<string> Documents()
    {
        string docs = Path.Combine(Repository.Root(), "docs");
        IEnumerable<string> pages = Directory.Exists(docs) ? Directory.EnumerateFiles(docs, "*.md").Order(StringComparer.Ordinal) : [];
        return new[] { Path.Combine(Repository.Root(), "README.md") }.Where(File.Exists).Concat(pages).Select(static path => Path.GetRelativePath(Repository.Root(), path));
    }

    [GeneratedRegex(@"^```csharp[^\S\n]*\n(?<code>.*?)^```[^\S\n]*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharpBlock();
}

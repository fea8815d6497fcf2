using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tidepool.Tests;

namespace Tidepool.AspNetCore.Tests.Documents;

/// <summary>Every block of the documents marked <c>csharp aspnetcore</c> compiles as it stands, with the usings that a new web project has and <c>using Tidepool;</c>.</summary>
[Trait("Requirement", "Quality")]
public partial class WebDocumentationTests
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Net.Http.Json;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Hosting;
        global using Microsoft.AspNetCore.Http;
        global using Microsoft.AspNetCore.Routing;
        global using Microsoft.Extensions.Configuration;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging;
        global using Tidepool;
        """;

    private static readonly Lazy<MetadataReference[]> s_references = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    public static TheoryData<string, int> Blocks => [.. Documents().SelectMany(static document => BlocksOf(document).Select(block => (document, block.Index)))];

    [Fact]
    public void LivePage_ShowsCode() => Assert.InRange(BlocksOf("live-page.md").Count(), 3, int.MaxValue);

    [Theory]
    [MemberData(nameof(Blocks))]
    public void CodeBlock_OfADocument_Compiles(string document, int position) =>
        Assert.Empty(ErrorsOf(BlocksOf(document).Single(block => block.Index == position).Value));

    [Theory]
    [InlineData("WebApplication app = WebApplication.Create();\napp.MapTidepool(\"/debug/tidepool\");", true)]
    [InlineData("WebApplication app = WebApplication.Create();\napp.MapTidepol(\"/debug/tidepool\");", false)]
    public void Compiler_TellsRightFromWrong(string code, bool isRight) => Assert.Equal(isRight, !ErrorsOf(code).Any());

    private static IEnumerable<Diagnostic> ErrorsOf(string code)
    {
        CSharpParseOptions language = new(LanguageVersion.Latest);
        return CSharpCompilation.Create(
                "Snippet",
                [CSharpSyntaxTree.ParseText(ImplicitUsings, language), CSharpSyntaxTree.ParseText(code, language)],
                s_references.Value,
                new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static IEnumerable<string> Documents() => Directory.EnumerateFiles(Folder(), "*.md").Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static IEnumerable<Group> BlocksOf(string document) => WebBlock().Matches(File.ReadAllText(Path.Combine(Folder(), document))).Select(static match => match.Groups["code"]);

    private static string Folder() => Path.Combine(Repository.Root(), "docs");

    [GeneratedRegex(@"^```csharp aspnetcore[^\S\n]*\n(?<code>.*?)^```[^\S\n]*$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex WebBlock();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Documentation.Tests;

/// <summary>Every C# block of the documents compiles, with the usings of a new project,
/// <c>using System.Buffers;</c> and <c>using Tidepool;</c>.</summary>
/// <remarks>A block that begins with <c>// ...</c> continues the block before it. A block marked <c>csharp aspnetcore</c> is compiled as in a new web
/// project.</remarks>
[Trait("Requirement", "Quality")]
public class CodeBlockTests
{
    private const string Continuation = "// ...";

    private static readonly string[] s_usings =
    [
        "System", "System.Buffers", "System.Collections.Generic", "System.IO", "System.Linq",
        "System.Net.Http", "System.Threading", "System.Threading.Tasks", "Tidepool",
    ];

    private static readonly string[] s_webUsings =
    [
        .. s_usings, "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.Latest);

    private static readonly Lazy<MetadataReference[]> s_references = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    /// <summary>Each document, with the first line of each block that continues no other block.</summary>
    public static TheoryData<string, int> Blocks
    {
        get
        {
            TheoryData<string, int> blocks = [];
            foreach (string path in Document.All().Where(static path => !path.StartsWith(Document.Reference, StringComparison.Ordinal)))
            {
                foreach ((int line, string code, _) in new Document(path).CodeBlocks())
                {
                    if (!code.StartsWith(Continuation, StringComparison.Ordinal))
                    {
                        blocks.Add(path, line);
                    }
                }
            }

            return blocks;
        }
    }

    [Fact]
    public void Readme_ShowsCode() => Assert.Contains(Blocks, static row => row.Data.Item1 == "README.md");

    [Theory]
    [MemberData(nameof(Blocks))]
    public void CodeBlock_OfADocument_Compiles(string path, int line)
    {
        (int Line, string Code, bool IsWeb)[] following = [.. new Document(path).CodeBlocks().SkipWhile(block => block.Line < line)];
        (int Line, string Code, bool IsWeb)[] block =
            [following[0], .. following.Skip(1).TakeWhile(static next => next.Code.StartsWith(Continuation, StringComparison.Ordinal))];

        string[] errors = [.. ErrorsOf(string.Join('\n', block.Select(part => $"#line {part.Line} \"{path}\"\n{part.Code}")), block[0].IsWeb)];

        Assert.True(errors.Length == 0, string.Join(Environment.NewLine, errors));
    }

    [Theory]
    [InlineData("using ByteLease lease = BytePool.Shared.Rent(10);\nConsole.WriteLine(lease.Length);", false, true)]
    [InlineData("public class Frame;", false, true)]
    [InlineData("WebApplication.Create().MapTidepool(\"/debug/tidepool\");", true, true)]
    [InlineData("WebApplication.Create().MapTidepol(\"/debug/tidepool\");", true, false)]
    [InlineData("BytePool.Shared.Rend(10);", false, false)]
    [InlineData("var lease = pool.Rent(10);", false, false)]
    public void Compiler_TellsRightFromWrong(string code, bool isWeb, bool isRight) => Assert.Equal(isRight, !ErrorsOf(code, isWeb).Any());

    private static IEnumerable<string> ErrorsOf(string code, bool isWeb)
    {
        SyntaxTree usings =
            CSharpSyntaxTree.ParseText(string.Concat((isWeb ? s_webUsings : s_usings).Select(static name => $"global using {name};\n")), s_language);
        SyntaxTree program = CSharpSyntaxTree.ParseText(code, s_language);
        bool runs = program.GetCompilationUnitRoot().Members.Any(static member => member is GlobalStatementSyntax);
        CSharpCompilationOptions options = new(
            runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Snippet", [usings, program], s_references.Value, options)
            .GetDiagnostics()
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static diagnostic => $"{diagnostic.Location.GetMappedLineSpan()}: {diagnostic.GetMessage()}");
    }
}

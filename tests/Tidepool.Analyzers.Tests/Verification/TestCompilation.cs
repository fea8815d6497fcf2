using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Compiles code against the running framework and Tidepool, and runs the analyzers on it.</summary>
internal static class TestCompilation
{
    internal const string ImplicitUsings = """
        global using System;
        global using System.Buffers;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Tidepool;
        """;

    internal static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14, DocumentationMode.None);

    internal static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new LeaseAnalyzer(), new ArrayPoolAnalyzer(), new PoolPerCallAnalyzer()];

    internal static readonly CSharpCompilationOptions Options = new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable,
        allowUnsafe: true);

    private static readonly Lazy<MetadataReference[]> s_references = new(static () =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(static path => MetadataReference.CreateFromFile(path)),
    ]);

    internal static IReadOnlyList<MetadataReference> References => s_references.Value;

    internal static CSharpCompilation Of(params IEnumerable<SyntaxTree> files) => CSharpCompilation.Create(
        "Test",
        [CSharpSyntaxTree.ParseText(ImplicitUsings, Language), .. files],
        References,
        Options);

    internal static CSharpCompilation Of(string code)
    {
        SyntaxTree file = CSharpSyntaxTree.ParseText(code, Language, "Test.cs");
        bool runs = file.GetCompilationUnitRoot().Members.Any(static member => member.IsKind(SyntaxKind.GlobalStatement));
        CSharpCompilation compilation = Of([file]);
        return runs ? compilation.WithOptions(compilation.Options.WithOutputKind(OutputKind.ConsoleApplication)) : compilation;
    }

    /// <summary>What the analyzers report. An analyzer that crashes fails the test.</summary>
    /// <remarks>The compiler reports a crash as AD0001. It would swallow an exception thrown by a crash handler, and the crash with it.</remarks>
    internal static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Compilation compilation)
    {
        CompilationWithAnalyzersOptions options = new(
            new AnalyzerOptions([]),
            onAnalyzerException: null,
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(Analyzers, options)
            .GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics.Where(static diagnostic => diagnostic.Id == "AD0001")
            .Select(static crash => crash.Descriptor.Description.ToString(CultureInfo.InvariantCulture)));
        return diagnostics;
    }

    internal static IEnumerable<string> ErrorsOf(Compilation compilation) => compilation.GetDiagnostics(TestContext.Current.CancellationToken)
        .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
        .Select(static diagnostic => diagnostic.ToString());
}

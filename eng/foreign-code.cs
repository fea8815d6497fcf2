// Runs the analyzers over other projects' code: dotnet run -c Release eng/foreign-code.cs
//
// The code is that of decompiled assemblies: those given, or else those of the shared frameworks listed below. None of the code is kept.
// Optional arguments: --rewrite, and assemblies. An analyzer that crashes ends the run. Reports are listed for review: each is either a fault in that code or
// a false alarm. For each local variable that gets a rented array, it says whether the fix "use a lease" is offered, or why not; each fix is applied, and the
// file must have no more errors than before.
// With --rewrite, arrays of ArrayPool<byte>.Shared are first turned into leases of BytePool.Shared, so that the rules on leases see real-world code. Some of it
// no longer compiles.
#:package ICSharpCode.Decompiler@11.2.0.10050
#:package Microsoft.CodeAnalysis.CSharp.Workspaces@5.0.0
#:project ../src/Tidepool.Analyzers/Tidepool.Analyzers.csproj
#:project ../src/Tidepool.Analyzers.CodeFixes/Tidepool.Analyzers.CodeFixes.csproj
#:project ../src/Tidepool/Tidepool.csproj
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ICSharpCode.Decompiler;
using ICSharpCode.Decompiler.CSharp.ProjectDecompiler;
using ICSharpCode.Decompiler.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using Tidepool.Analyzers;
using Tidepool.Analyzers.CodeFixes;
using Tidepool.Analyzers.Symbols;

bool isRewritten = args.Contains("--rewrite");
string[] named = [.. args.Where(static argument => argument != "--rewrite")];
string frameworks = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..");
string aspNetCore = Directory.EnumerateDirectories(Path.Combine(frameworks, "Microsoft.AspNetCore.App")).Order(StringComparer.Ordinal).Last();
string core = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
string[] assemblies = named.Length > 0 ? named
    : [.. Defaults.Core.Select(name => Path.Combine(core, $"{name}.dll")), .. Defaults.AspNetCore.Select(name => Path.Combine(aspNetCore, $"{name}.dll"))];
MetadataReference[] references =
[
    .. Directory.EnumerateFiles(core, "*.dll").Concat(Directory.EnumerateFiles(aspNetCore, "*.dll"))
        .Where(static path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll"))
        .Where(static path => !path.Contains("Native", StringComparison.Ordinal))
        .Append(typeof(Tidepool.BytePool).Assembly.Location)
        .Select(static path => MetadataReference.CreateFromFile(path)),
];

Console.WriteLine("| assembly | files | lines | seconds | local rents | fixes offered | findings |\n|---|---|---|---|---|---|---|");
List<string> findings = [];
List<Rent> allRents = [];
using AdhocWorkspace workspace = new();
foreach (string assembly in assemblies)
{
    CSharpParseOptions language = new(Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp14);
    string name = Path.GetFileNameWithoutExtension(assembly);
    workspace.ClearSolution();
    bool isCore = name == "System.Private.CoreLib";
    Project project = workspace.AddProject($"{name}.Decompiled", LanguageNames.CSharp)
        .WithParseOptions(language)
        .WithCompilationOptions(new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true))
        .WithMetadataReferences(isCore ? [] : references.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != name));
    if (isCore)
    {
        project = project.AddDocument("Tidepool.cs", SourceText.From(Defaults.TidepoolForCore), filePath: "Tidepool.cs").Project;
    }

    foreach ((string path, string text) in Decompile(assembly, core, aspNetCore))
    {
        project = project.AddDocument(path, SourceText.From(isRewritten ? Patterns.Rewrite(text) : text), filePath: path).Project;
    }

    Compilation compilation = (await project.GetCompilationAsync())!;
    long begin = Stopwatch.GetTimestamp();
    CompilationWithAnalyzersOptions options = new(
        new AnalyzerOptions([]),
        static (exception, analyzer, report) => Environment.FailFast($"{analyzer.GetType().Name} crashed: {report}", exception),
        concurrentAnalysis: true,
        logAnalyzerExecutionTime: false);
    ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers(
        [new LeaseAnalyzer(), new ArrayPoolAnalyzer(), new PoolPerCallAnalyzer()], options).GetAnalyzerDiagnosticsAsync();
    double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
    List<Rent> rents = await Rents.InAsync(project, name);
    allRents.AddRange(rents);
    int lines = compilation.SyntaxTrees.Sum(static file => file.GetText().Lines.Count);
    string counts = string.Join(", ", found.CountBy(static finding => finding.Id).OrderBy(static count => count.Key, StringComparer.Ordinal)
        .Select(static count => $"{count.Value} {count.Key}"));
    int fixes = rents.Count(static rent => rent.Obstacle is null);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {compilation.SyntaxTrees.Count():N0} | {lines:N0} | {seconds:F1} | {rents.Count} | {fixes} | {counts} |"));
    findings.AddRange(found.OrderBy(static finding => finding.Id, StringComparer.Ordinal).Select(finding =>
        $"{name}: {finding}\n    {finding.Location.SourceTree!.GetText().Lines[finding.Location.GetLineSpan().StartLinePosition.Line].ToString().Trim()}"));
}

int offered = allRents.Count(static rent => rent.Obstacle is null);
int reported = allRents.Count(static rent => rent.IsReported);
Console.WriteLine($"\nOf {allRents.Count} rents into local variables {reported} are reported, and the fix is offered for {offered}.");
Console.WriteLine("None of the fixes introduces an error.\n");
Console.WriteLine("| why not | rents |\n|---|--:|");
foreach (IGrouping<string, Rent> reason in allRents.Where(static rent => rent.Obstacle is not null)
    .GroupBy(static rent => $"{(rent.IsReported ? "no fix" : "not reported")}: {rent.Obstacle}")
    .OrderByDescending(static reason => reason.Count()))
{
    Console.WriteLine($"| {reason.Key} | {reason.Count()} |");
}

Console.WriteLine("\n| rent | |\n|---|---|");
allRents.ForEach(static rent =>
    Console.WriteLine($"| {rent.Place} | {(rent.IsReported ? "" : "not reported: ")}{rent.Obstacle ?? "fixed"} |"));
Console.WriteLine();
findings.ForEach(Console.WriteLine);
return;

static IEnumerable<(string Name, string Text)> Decompile(string assembly, params string[] folders)
{
    DirectoryInfo target = Directory.CreateTempSubdirectory("foreign-code-");
    try
    {
        using PEFile module = new(assembly);
        UniversalAssemblyResolver resolver = new(assembly, throwOnError: false, module.DetectTargetFrameworkId());
        Array.ForEach(folders, resolver.AddSearchDirectory);
        DecompilerSettings settings = new(ICSharpCode.Decompiler.CSharp.LanguageVersion.Latest)
        {
            ThrowOnAssemblyResolveErrors = false,
            UseSdkStyleProjectFormat = true,
        };
        new WholeProjectDecompiler(settings, resolver, projectWriter: null, assemblyReferenceClassifier: null, debugInfoProvider: null)
            .DecompileProject(module, target.FullName);
        return [.. target.EnumerateFiles("*.cs", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(target.FullName, file.FullName), File.ReadAllText(file.FullName)))];
    }
    finally
    {
        target.Delete(recursive: true);
    }
}

internal static class Defaults
{
    /// <summary>What the rules and the fix have to know of Tidepool, which the framework's core can't refer to: everything refers to the core.</summary>
    internal const string TidepoolForCore = """
        namespace Tidepool
        {
            public sealed class BytePool
            {
                public static BytePool Shared => throw null;
                public ByteLease Rent(int minimumLength) => throw null;
                public System.Buffers.ArrayPool<byte> AsArrayPool() => throw null;
            }

            public readonly struct ByteLease : System.IDisposable
            {
                public int Length => throw null;
                public System.Span<byte> Span => throw null;
                public System.Memory<byte> Memory => throw null;
                public void Return() => throw null;
                public void Dispose() => throw null;
            }
        }
        """;

    internal static readonly string[] Core =
    [
        "System.Private.CoreLib", "System.Text.Json", "System.IO.Pipelines", "System.IO.Compression", "System.Net.Http", "System.Net.Sockets",
        "System.Net.Security", "System.Net.WebSockets", "System.Net.Quic", "System.Security.Cryptography", "System.Formats.Tar", "System.Private.Xml",
    ];

    internal static readonly string[] AspNetCore =
    [
        "Microsoft.AspNetCore.Server.Kestrel.Core", "Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets", "Microsoft.AspNetCore.WebUtilities",
        "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Http.Connections", "Microsoft.AspNetCore.SignalR.Core", "Microsoft.AspNetCore.ResponseCaching",
        "Microsoft.AspNetCore.DataProtection", "Microsoft.AspNetCore.Components.Server",
    ];
}

/// <summary>A local variable that gets a rented array of bytes.</summary>
/// <param name="Place">Where the variable is.</param>
/// <param name="IsReported">Whether TIDE008 says that it could be a lease.</param>
/// <param name="Obstacle">Why it isn't reported, or why the fix isn't offered; null if the fix is offered.</param>
internal sealed record Rent(string Place, bool IsReported, string? Obstacle);

internal static class Rents
{
    /// <summary>Finds these variables in a project, and applies each fix that is offered.</summary>
    /// <exception cref="InvalidOperationException">A file has more errors than before.</exception>
    internal static async Task<List<Rent>> InAsync(Project project, string assembly)
    {
        Compilation compilation = (await project.GetCompilationAsync())!;
        TidepoolTypes types = TidepoolTypes.Find(compilation)!;
        List<Rent> rents = [];
        foreach (Document document in project.Documents)
        {
            SyntaxNode root = (await document.GetSyntaxRootAsync())!;
            foreach (InvocationExpressionSyntax call in root.DescendantNodes().OfType<VariableDeclaratorSyntax>()
                .Where(static variable => variable.Parent is VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax })
                .Select(static variable => variable.Initializer?.Value).OfType<InvocationExpressionSyntax>()
                .Where(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Rent" }))
            {
                SemanticModel model = compilation.GetSemanticModel(call.SyntaxTree);
                if (!IsOfBytes(model.GetSymbolInfo(call).Symbol))
                {
                    continue;
                }

                IOperation body = model.GetOperation(call)!;
                while (body.Parent is { } parent)
                {
                    body = parent;
                }

                string? obstacle = ArrayPoolAnalyzer.RentsIn(body, types).Single(rent => rent.Rent.Syntax == call).Obstacle;
                bool isReported = obstacle is null;
                obstacle ??= new LeaseForArrayFix().ObstacleTo(root, call, model, CancellationToken.None);
                if (obstacle is null)
                {
                    await FixAsync(document, call);
                }

                int line = call.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
                rents.Add(new Rent($"{assembly}: {document.FilePath}, line {line}", isReported, obstacle));
            }
        }

        return rents;
    }

    private static async Task FixAsync(Document document, InvocationExpressionSyntax rent)
    {
        CodeAction? action = null;
        LeaseForArrayFix fix = new();
        Diagnostic finding = Diagnostic.Create(new ArrayPoolAnalyzer().SupportedDiagnostics[0], rent.GetLocation(), "array");
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, finding, (made, _) => action = made, CancellationToken.None));
        ApplyChangesOperation change = (await action!.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        if (await ErrorsInAsync(change.ChangedSolution.GetDocument(document.Id)!) > await ErrorsInAsync(document))
        {
            throw new InvalidOperationException($"The fix introduces an error: {finding}");
        }
    }

    private static bool IsOfBytes(ISymbol? method) =>
        method is { ContainingType: { Name: "ArrayPool", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } };

    private static async Task<int> ErrorsInAsync(Document document) =>
        (await document.GetSemanticModelAsync())!.GetDiagnostics().Count(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
}

internal static partial class Patterns
{
    /// <summary>Turns each array of the shared pool that is declared where it is rented into a lease.</summary>
    internal static string Rewrite(string text)
    {
        HashSet<string> names = [.. Declaration().Matches(text).Select(static match => match.Groups["name"].Value)];
        text = Declaration().Replace(text, "global::Tidepool.ByteLease ${name} = global::Tidepool.BytePool.Shared.Rent(");
        text = GiveBack().Replace(text, match => names.Contains(match.Groups["name"].Value) ? $"{match.Groups["name"].Value}.Return();" : match.Value);
        return Part().Replace(text, match => names.Contains(match.Groups["name"].Value)
            ? $"{match.Groups["name"].Value}.{match.Groups["view"].Value}.Slice(" : match.Value);
    }

    [GeneratedRegex(@"byte\[\]\??\s+(?<name>\w+) = ArrayPool<byte>\.Shared\.Rent\(")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"ArrayPool<byte>\.Shared\.Return\((?<name>\w+)[^;]*\);")]
    private static partial Regex GiveBack();

    [GeneratedRegex(@"\b(?<name>\w+)\.As(?<view>Span|Memory)\(")]
    private static partial Regex Part();
}

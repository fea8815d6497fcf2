using System.Globalization;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Compiles and runs the programs of a solution before and after all of them are fixed at once.</summary>
internal static class FixedSolution
{
    /// <summary>Verifies that each program prints the same as before, that every place in the scope is fixed that the fix is offered for, and that the files
    /// outside the scope are unchanged.</summary>
    /// <param name="rule">What the fix mends.</param>
    /// <param name="scope">What is fixed, from the first file of the first project.</param>
    /// <param name="programs">The programs' members.</param>
    /// <param name="parts">What the two files of each project have besides.</param>
    internal static async Task VerifyAsync<TFix>(string rule, FixAllScope scope, IEnumerable<TheoryDataRow<string>> programs, params string[] parts)
        where TFix : CodeFixProvider, new()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string[] all = [.. programs.Select(static program => program.Data)];
        using AdhocWorkspace workspace = new();
        Solution solution = AddProject(AddProject(workspace.CurrentSolution, "A", all, parts, 0), "B", all, parts, 2);
        Document start = solution.Projects.Single(static project => project.Name == "A").Documents.Single(static document => document.Name == "First.cs");
        TFix fix = new();
        ReportedDiagnostics reported = new(rule);
        FixAllContext context = new(start, fix, scope, await FixAllVerifier.KeyAsync(fix, start, rule), [rule], reported, cancellation);
        CodeAction action = (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
        Solution changed = (await action.GetOperationsAsync(cancellation)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

        foreach (Project project in solution.Projects)
        {
            foreach (Document document in project.Documents.Where(static document => document.Name != "Usings.cs"))
            {
                Document after = changed.GetDocument(document.Id)!;
                bool isInScope = scope == FixAllScope.Solution || (project.Name == "A" && (scope == FixAllScope.Project || document.Id == start.Id));
                int left = (await reported.GetDocumentDiagnosticsAsync(after, cancellation)).Count();
                Diagnostic[] before = [.. await reported.GetDocumentDiagnosticsAsync(document, cancellation)];
                Assert.Equal(isInScope ? await DeclinedAsync(fix, document, before) : before.Length, left);
                bool isSame = (await document.GetTextAsync(cancellation)).ContentEquals(await after.GetTextAsync(cancellation));
                Assert.Equal(!isInScope, isSame);
            }

            Assert.Equal(await OutputOfAsync(project), await OutputOfAsync(changed.GetProject(project.Id)!));
        }
    }

    /// <summary>For how many places the fix isn't offered.</summary>
    private static async Task<int> DeclinedAsync(CodeFixProvider fix, Document document, Diagnostic[] diagnostics)
    {
        int declined = diagnostics.Length;
        foreach (Diagnostic diagnostic in diagnostics)
        {
            await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (_, _) => declined--, TestContext.Current.CancellationToken));
        }

        Assert.True(declined < diagnostics.Length, "The fix is offered for nothing.");
        return declined;
    }

    private static Solution AddProject(Solution solution, string name, string[] programs, string[] parts, int first) => solution
        .AddProject(name, name, LanguageNames.CSharp)
        .WithParseOptions(TestCompilation.Language)
        .WithCompilationOptions(TestCompilation.Options)
        .WithMetadataReferences(TestCompilation.References)
        .AddDocument("Usings.cs", SourceText.From(TestCompilation.ImplicitUsings)).Project
        .AddDocument("First.cs", SourceText.From(FileOf(programs, first) + parts.ElementAtOrDefault(0))).Project
        .AddDocument("Second.cs", SourceText.From(FileOf(programs, first + 1) + parts.ElementAtOrDefault(1))).Project.Solution;

    /// <summary>Each file has every fourth program, or all of them if there are few. Each program has its own namespace.</summary>
    private static string FileOf(string[] programs, int file) => "using System.Buffers.Binary; using System.Security.Cryptography;\n" + string.Join(
        '\n',
        programs.Index().Where(program => programs.Length < 8 || program.Index % 4 == file).Select(program => string.Create(
            CultureInfo.InvariantCulture,
            $"namespace Program{file}{program.Index:D2}\n{{\n{FixedProgram.WithMain(Verifier.AroundMembers(program.Item))}\n}}\n")));

    /// <summary>What each program of the project prints, by its name.</summary>
    private static async Task<SortedDictionary<string, string>> OutputOfAsync(Project project)
    {
        using MemoryStream image = new();
        Compilation compilation = (await project.GetCompilationAsync(TestContext.Current.CancellationToken))!;
        EmitResult result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        AssemblyLoadContext context = new(null, isCollectible: true);
        try
        {
            SortedDictionary<string, string> outputs = new(StringComparer.Ordinal);
            foreach (Type program in context.LoadFromStream(image).GetTypes().Where(static type => type.Name == "Test"))
            {
                outputs.Add(program.Namespace!, FixedProgram.Run(program));
            }

            Assert.NotEmpty(outputs);
            return outputs;
        }
        finally
        {
            context.Unload();
        }
    }
}

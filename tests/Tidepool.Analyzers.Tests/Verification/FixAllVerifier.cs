using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Applies a code fix to all places at once, in a solution of two projects with two files each.</summary>
internal static class FixAllVerifier
{
    /// <summary>Verifies each scope: the files in it are fixed, have no more reports and compile; all others are unchanged.</summary>
    internal static async Task VerifyAsync<TFix>(string rule, string before, string expected)
        where TFix : CodeFixProvider, new()
    {
        await VerifyAsync<TFix>(rule, before, expected, FixAllScope.Document, "A/First.cs");
        await VerifyAsync<TFix>(rule, before, expected, FixAllScope.Project, "A/First.cs", "A/Second.cs");
        await VerifyAsync<TFix>(rule, before, expected, FixAllScope.Solution, "A/First.cs", "A/Second.cs", "B/First.cs", "B/Second.cs");
    }

    private static async Task VerifyAsync<TFix>(string rule, string before, string expected, FixAllScope scope, params string[] fixedFiles)
        where TFix : CodeFixProvider, new()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using AdhocWorkspace workspace = new();
        Solution solution = AddProject(AddProject(workspace.CurrentSolution, "A", before), "B", before);
        Document start = solution.Projects.Single(static project => project.Name == "A").Documents.Single(static document => document.Name == "First.cs");
        TFix fix = new();
        FixAllContext context = new(start, fix, scope, await KeyAsync(fix, start, rule), [rule], new ReportedDiagnostics(rule), cancellation);

        CodeAction action = (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
        Solution changed = (await action.GetOperationsAsync(cancellation)).OfType<ApplyChangesOperation>().Single().ChangedSolution;

        foreach (Project project in changed.Projects)
        {
            Compilation compilation = (await project.GetCompilationAsync(cancellation))!;
            Assert.Empty(TestCompilation.ErrorsOf(compilation));
            ImmutableArray<Diagnostic> left = await TestCompilation.AnalyzeAsync(compilation);
            foreach (Document document in project.Documents.Where(static document => document.Name != "Usings.cs"))
            {
                string file = $"{project.Name}/{document.Name}";
                bool isFixed = fixedFiles.Contains(file);
                string text = InNamespace(isFixed ? expected : before, document.Name);
                Assert.Equal(text.ReplaceLineEndings("\n"), (await document.GetTextAsync(cancellation)).ToString().ReplaceLineEndings("\n"));
                SyntaxTree tree = (await document.GetSyntaxTreeAsync(cancellation))!;
                Assert.Equal(isFixed, !left.Any(diagnostic => diagnostic.Id == rule && diagnostic.Location.SourceTree == tree));
            }
        }
    }

    private static Solution AddProject(Solution solution, string name, string code) => solution.AddProject(name, name, LanguageNames.CSharp)
        .WithParseOptions(TestCompilation.Language)
        .WithCompilationOptions(TestCompilation.Options)
        .WithMetadataReferences(TestCompilation.References)
        .AddDocument("Usings.cs", SourceText.From(TestCompilation.ImplicitUsings)).Project
        .AddDocument("First.cs", SourceText.From(InNamespace(code, "First.cs"))).Project
        .AddDocument("Second.cs", SourceText.From(InNamespace(code, "Second.cs"))).Project.Solution;

    private static string InNamespace(string code, string file) => $"namespace {Path.GetFileNameWithoutExtension(file)};\n\n{code}";

    /// <summary>What the fix's actions are recognized by.</summary>
    internal static async Task<string> KeyAsync(CodeFixProvider fix, Document document, string rule)
    {
        Diagnostic[] diagnostics = [.. await new ReportedDiagnostics(rule).GetDocumentDiagnosticsAsync(document, TestContext.Current.CancellationToken)];
        Assert.True(diagnostics.Length > 1, "FixAll needs several places to fix.");
        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostics[0], (offered, _) => action = offered, TestContext.Current.CancellationToken));
        return Assert.IsType<CodeAction>(action, exactMatch: false).EquivalenceKey!;
    }
}

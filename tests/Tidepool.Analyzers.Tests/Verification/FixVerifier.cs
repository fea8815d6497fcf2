using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Formatting;
using Microsoft.CodeAnalysis.Simplification;
using Microsoft.CodeAnalysis.Text;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Applies a code fix as an editor does, and compares the file with the expected one.</summary>
internal static class FixVerifier
{
    /// <summary>Verifies members of a class that has a member <c>Pool</c>.</summary>
    internal static Task VerifyAsync<TFix>(string rule, string before, string after)
        where TFix : CodeFixProvider, new() => VerifyFileAsync<TFix>(rule, Verifier.AroundMembers(before), Verifier.AroundMembers(after));

    /// <summary>Verifies a file. The report must be gone afterwards, and the file must compile.</summary>
    internal static async Task VerifyFileAsync<TFix>(string rule, string before, string expected)
        where TFix : CodeFixProvider, new()
    {
        string actual = await ApplyAsync<TFix>(rule, before) ?? "No fix was offered.";
        Assert.Equal(expected.ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));

        CSharpCompilation compilation = TestCompilation.Of(actual);
        Assert.Empty(TestCompilation.ErrorsOf(compilation));
        Assert.DoesNotContain(await TestCompilation.AnalyzeAsync(compilation), diagnostic => diagnostic.Id == rule);
    }

    /// <summary>Verifies that the rule reports, and that the fix isn't offered.</summary>
    internal static async Task VerifyNoneAsync<TFix>(string rule, string members)
        where TFix : CodeFixProvider, new() => Assert.Null(await ApplyAsync<TFix>(rule, Verifier.AroundMembers(members)));

    /// <summary>Applies the fix to the only place that the rule reports.</summary>
    /// <returns>Null if it isn't offered.</returns>
    internal static async Task<string?> ApplyAsync<TFix>(string rule, string code, string usings = TestCompilation.ImplicitUsings)
        where TFix : CodeFixProvider, new()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using AdhocWorkspace workspace = new();
        Project project = workspace.AddProject("Test", LanguageNames.CSharp)
            .WithParseOptions(TestCompilation.Language)
            .WithCompilationOptions(TestCompilation.Of(code).Options)
            .WithMetadataReferences(TestCompilation.References);
        Document document = project
            .AddDocument("Usings.cs", SourceText.From(usings)).Project
            .AddDocument("Test.cs", SourceText.From(code));

        CSharpCompilation compilation = (CSharpCompilation)(await document.Project.GetCompilationAsync(cancellation))!;
        Assert.Empty(TestCompilation.ErrorsOf(compilation));
        ImmutableArray<Diagnostic> diagnostics = await TestCompilation.AnalyzeAsync(compilation);
        Diagnostic diagnostic = Assert.Single(diagnostics, diagnostic => diagnostic.Id == rule);

        TFix fix = new();
        Assert.Contains(rule, fix.FixableDiagnosticIds);
        CodeAction? action = null;
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (offered, _) => action = offered, cancellation));
        if (action is null)
        {
            return null;
        }

        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(cancellation);
        Document changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        changed = await Simplifier.ReduceAsync(changed, cancellationToken: cancellation);
        changed = await Formatter.FormatAsync(changed, Formatter.Annotation, cancellationToken: cancellation);
        return (await changed.GetTextAsync(cancellation)).ToString();
    }
}

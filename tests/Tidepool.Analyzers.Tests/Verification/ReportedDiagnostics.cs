using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;

namespace Tidepool.Analyzers.Tests.Verification;

/// <summary>Supplies the diagnostics of a rule, for a fix of all of them.</summary>
internal sealed class ReportedDiagnostics(string rule) : FixAllContext.DiagnosticProvider
{
    public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken)
    {
        CSharpCompilation compilation = (CSharpCompilation)(await project.GetCompilationAsync(cancellationToken))!;
        Assert.Empty(TestCompilation.ErrorsOf(compilation));
        return (await TestCompilation.AnalyzeAsync(compilation)).Where(diagnostic => diagnostic.Id == rule);
    }

    public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken)
    {
        SyntaxTree tree = (await document.GetSyntaxTreeAsync(cancellationToken))!;
        return (await GetAllDiagnosticsAsync(document.Project, cancellationToken)).Where(diagnostic => diagnostic.Location.SourceTree == tree);
    }

    public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
        Task.FromResult<IEnumerable<Diagnostic>>([]);
}

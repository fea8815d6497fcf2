using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Whether a return at the end of a method would affect memory that leaves the method. A leak is better than reading bytes that belong to another
/// lease.</summary>
internal static class Corruption
{
    /// <summary>Whether the changed method uses, or hands out, bytes that have been returned.</summary>
    internal static bool IsBroughtBy(SyntaxNode changedFile, LeaseVariable lease, SemanticModel model, CancellationToken cancellation) =>
        !lease.IsContained(model, cancellation) || FaultsOf(changedFile, lease, model, cancellation) > FaultsOf(model.SyntaxTree.GetRoot(cancellation), lease,
            model, cancellation);

    /// <summary>Counts such faults in the member that declares the lease; it begins at the same position in both files.</summary>
    private static int FaultsOf(SyntaxNode file, LeaseVariable lease, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxTree tree = model.SyntaxTree.WithRootAndOptions(file, model.SyntaxTree.Options);
        Compilation compilation = model.Compilation.ReplaceSyntaxTree(model.SyntaxTree, tree);
        SyntaxNode? member = tree.GetRoot(cancellation).FindToken(lease.Declaration.SpanStart).Parent?.FirstAncestorOrSelf<SyntaxNode>(
            static node => node is AccessorDeclarationSyntax or BaseMethodDeclarationSyntax or CompilationUnitSyntax
                || (node is MemberDeclarationSyntax and not GlobalStatementSyntax));
        return member is null ? 0 : LeaseAnalyzer.FindingsIn(member, compilation.GetSemanticModel(tree), cancellation)
            .Count(static finding => finding.Id is UseAfterReturnRule.Id or OutlivingViewRule.Id);
    }
}

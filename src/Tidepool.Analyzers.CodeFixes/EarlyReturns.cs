using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>What comes behind a return, and may depend on it: another rent under the same budget, the pool's end, its statistics.</summary>
internal static class EarlyReturns
{
    /// <summary>Whether code that runs behind one of the returns could tell that the return has moved to the end.</summary>
    internal static bool AreNoticed(LeaseVariable lease, SyntaxNode scope, SemanticModel model, CancellationToken cancellation) =>
        lease.Returns.Any(@return => Following(@return, scope).SelectMany(static node => node.DescendantNodesAndSelf())
            .Any(node => CanTell(node, lease, model, cancellation)));

    /// <summary>The statements that may come after one, up to the end of the scope: those behind it, and the loops around it.</summary>
    private static IEnumerable<SyntaxNode> Following(StatementSyntax statement, SyntaxNode scope)
    {
        for (SyntaxNode node = statement; node != scope && node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case BlockSyntax block:
                    foreach (StatementSyntax next in block.Statements.SkipWhile(known => known != node).Skip(1))
                    {
                        yield return next;
                    }

                    break;
                case SwitchSectionSyntax section:
                    foreach (StatementSyntax next in section.Statements.SkipWhile(known => known != node).Skip(1))
                    {
                        yield return next;
                    }

                    break;
                case TryStatementSyntax attempt:
                    foreach (SyntaxNode handler in attempt.Catches.Where(_ => node == attempt.Block))
                    {
                        yield return handler;
                    }

                    if (attempt.Finally is { } last && node != last)
                    {
                        yield return last;
                    }

                    break;
                case ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax:
                    yield return parent;
                    break;
            }
        }
    }

    private static bool CanTell(SyntaxNode node, LeaseVariable lease, SemanticModel model, CancellationToken cancellation)
    {
        if (node is AwaitExpressionSyntax or YieldStatementSyntax)
        {
            return true;
        }

        if (node is not (InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax)
            || lease.IsReturn(node))
        {
            return false;
        }

        return model.GetSymbolInfo(node, cancellation).Symbol switch
        {
            // What the lease itself shows it doesn't show after its return, but for this.
            IPropertySymbol { ContainingType: var owner } property => IsOfPool(owner) && (property.Name == "IsReturned" || !lease.IsUse(node)),
            IMethodSymbol { Name: "Return" or "Dispose", ContainingType: var handle } when LeaseVariable.IsLease(handle) => false,
            IMethodSymbol method => node is not MemberAccessExpressionSyntax
                && (IsOfPool(method.ContainingType) ? !lease.IsUse(node) : !Transfer.IsOfFramework(method)),
            INamespaceOrTypeSymbol or ILocalSymbol or IParameterSymbol or IFieldSymbol => false,
            _ => !node.IsKind(SyntaxKind.SimpleMemberAccessExpression),
        };
    }

    private static bool IsOfPool(INamedTypeSymbol? type) => type?.ContainingNamespace is { Name: "Tidepool", ContainingNamespace.IsGlobalNamespace: true };
}

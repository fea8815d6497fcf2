using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Returns or stores a copy of the bytes of a buffer that is about to be returned, instead of the bytes themselves.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CopyFix))]
[Shared]
public sealed class CopyFix : TidepoolCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [OutlivingViewRule.Id];

    private protected override string Title => "Keep a copy";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if ((place is AssignmentExpressionSyntax assignment ? assignment.Right : place) is not ExpressionSyntax bytes
            || model.GetTypeInfo(bytes, cancellation).Type is not { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory",
                ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } }
            || MayChangeLater(place, model, cancellation))
        {
            return null;
        }

        ExpressionSyntax source = SyntaxFactory.ParenthesizedExpression(bytes.WithoutTrivia()).WithAdditionalAnnotations(Simplifier.Annotation);
        ExpressionSyntax copy = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, source, SyntaxFactory.IdentifierName("ToArray")));
        return root.ReplaceNode(bytes, copy.WithTriviaFrom(bytes));
    }

    /// <summary>Whether code that may run later can still write to the stored bytes: a copy would lack these changes.</summary>
    private static bool MayChangeLater(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        SyntaxNode? last = place.FirstAncestorOrSelf<StatementSyntax>();
        if (last is null or ReturnStatementSyntax || place.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() is { } arrow && arrow.Span.Contains(place.Span)
            && !arrow.Contains(last))
        {
            return false;
        }

        SyntaxNode member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>(static node => node is not GlobalStatementSyntax)
            ?? place.SyntaxTree.GetRoot(cancellation);
        SyntaxNode? loop = place.Ancestors().TakeWhile(node => node != member).LastOrDefault(static node => node is ForStatementSyntax
            or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        return member.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.SpanStart > last.Span.End || (loop?.Span.Contains(name.Span) == true && !last.Span.Contains(name.Span)))
            .Any(name => model.GetSymbolInfo(name, cancellation).Symbol is ILocalSymbol or IParameterSymbol
                && !IsReturned(name) && !IsGivenAway(name) && CanWrite(model.GetTypeInfo(name, cancellation).Type));
    }

    private static bool IsReturned(IdentifierNameSyntax name) =>
        name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" or "Dispose" or "IsReturned" } access && access.Expression == name
        || name.Parent is ArgumentSyntax
        {
            Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" } },
        };

    /// <summary>Whether the name is part of a returned expression that calls nothing.</summary>
    private static bool IsGivenAway(IdentifierNameSyntax name) =>
        name.FirstAncestorOrSelf<StatementSyntax>() is ReturnStatementSyntax result && !result.DescendantNodes().OfType<InvocationExpressionSyntax>().Any();

    private static bool CanWrite(ITypeSymbol? type) =>
        type is { Name: "Span" or "Memory" or "ArraySegment" or "PooledStream" or "PooledBufferWriter" or "IMemoryOwner" or "ByteLease" or "Allocator"
            or "SequenceLease" }
            or IArrayTypeSymbol or IPointerTypeSymbol;
}

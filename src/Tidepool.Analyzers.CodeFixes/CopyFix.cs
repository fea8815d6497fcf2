using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Gives away or keeps a copy of the bytes, in place of the bytes of a buffer that is about to be returned.</summary>
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
            || model.GetTypeInfo(bytes, cancellation).Type is not { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } })
        {
            return null;
        }

        ExpressionSyntax source = SyntaxFactory.ParenthesizedExpression(bytes.WithoutTrivia()).WithAdditionalAnnotations(Simplifier.Annotation);
        ExpressionSyntax copy = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, source, SyntaxFactory.IdentifierName("ToArray")));
        return root.ReplaceNode(bytes, copy.WithTriviaFrom(bytes));
    }
}

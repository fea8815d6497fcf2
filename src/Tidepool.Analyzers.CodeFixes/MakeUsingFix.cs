using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Declares the lease with <c>using</c>, which returns it on every path.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeUsingFix))]
[Shared]
public sealed class MakeUsingFix : TidepoolCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [MissingReturnRule.Id];

    private protected override string Title => "Make it 'using'";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (LeaseVariable.Find(place, model, cancellation) is not { IsKeptToItself: true } lease)
        {
            return null;
        }

        // A return at the end of the block has become redundant. Earlier returns stay: they release the buffer sooner.
        ExpressionStatementSyntax? idle = lease.Statements.LastOrDefault() is ExpressionStatementSyntax last && lease.Returns.Contains(last)
            && !EarlyReturns.AreNoticedBehind(last, lease, lease.Scope, model, cancellation) ? last : null;
        SyntaxToken keyword = SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(lease.Declaration.GetLeadingTrivia())
            .WithTrailingTrivia(SyntaxFactory.Space);
        SyntaxNode changed = root.ReplaceNodes(
            new StatementSyntax?[] { lease.Declaration, idle }.OfType<StatementSyntax>(),
            (statement, _) => statement == idle
                ? statement.WithAdditionalAnnotations(StatementRemoval.Mark)
                : lease.Declaration.WithoutLeadingTrivia().WithUsingKeyword(keyword).WithAdditionalAnnotations(Formatter.Annotation));
        return StatementRemoval.RemoveMarked(changed) is { } result && !Corruption.IsBroughtBy(result, lease, model, cancellation) ? result : null;
    }
}

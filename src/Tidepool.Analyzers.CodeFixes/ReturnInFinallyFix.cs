using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Puts one return into a <c>finally</c> around everything that follows the rent, and removes the existing returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnInFinallyFix))]
[Shared]
public sealed class ReturnInFinallyFix : TidepoolCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [MissingReturnRule.Id, RepeatedReturnRule.Id];

    private protected override string Title => "Return it in a 'finally'";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (LeaseVariable.Find(place, model, cancellation) is not { IsKeptToItself: true, RentsAgain: false, Block: { } around } lease
            || !lease.Returns.Any()
            || EarlyReturns.AreNoticed(lease, around, model, cancellation)
            || around.CloseBraceToken.LeadingTrivia.Any(static part => part.Kind() is SyntaxKind.ElseDirectiveTrivia or SyntaxKind.ElifDirectiveTrivia
                or SyntaxKind.EndIfDirectiveTrivia))
        {
            return null;
        }

        int next = around.Statements.IndexOf(lease.Declaration) + 1;
        BlockSyntax marked = around.ReplaceNodes(lease.Returns, static (_, statement) => statement.WithAdditionalAnnotations(StatementRemoval.Mark));
        if (StatementRemoval.RemoveMarked(SyntaxFactory.Block(marked.Statements.Skip(next))) is not { } tried)
        {
            return null;
        }

        StatementSyntax giveBack = SyntaxFactory.ParseStatement($"{lease.Name}.Return();");
        TryStatementSyntax attempt = SyntaxFactory.TryStatement(
                WithoutLeadingBlankLine(tried),
                catches: default,
                SyntaxFactory.FinallyClause(SyntaxFactory.Block(giveBack)))
            .WithLeadingTrivia(SyntaxFactory.ElasticMarker)
            .WithAdditionalAnnotations(Formatter.Annotation);
        BlockSyntax block = marked.WithStatements([.. marked.Statements.Take(next), attempt]);
        SyntaxNode changed = root.ReplaceNode(around, block.WithAdditionalAnnotations(Formatter.Annotation));
        return Corruption.IsBroughtBy(changed, lease, model, cancellation) ? null : changed;
    }

    private static BlockSyntax WithoutLeadingBlankLine(BlockSyntax block)
    {
        if (block.Statements.FirstOrDefault() is not { } first)
        {
            return block;
        }

        SyntaxTriviaList trivia = first.GetLeadingTrivia();
        return block.ReplaceNode(first, first.WithLeadingTrivia(trivia.SkipWhile(static part => part.IsKind(SyntaxKind.EndOfLineTrivia))));
    }
}

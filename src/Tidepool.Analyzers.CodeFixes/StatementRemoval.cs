using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Removes statements that a fix has made idle, and what is left empty by it.</summary>
internal static class StatementRemoval
{
    /// <summary>Marks a statement for removal.</summary>
    internal static readonly SyntaxAnnotation Mark = new();

    internal static TNode RemoveMarked<TNode>(TNode node)
        where TNode : SyntaxNode
    {
        while (node.GetAnnotatedNodes(Mark).FirstOrDefault() is { } statement)
        {
            node = Remove(node, (StatementSyntax)statement);
        }

        return node;
    }

    private static TNode Remove<TNode>(TNode node, StatementSyntax statement)
        where TNode : SyntaxNode
    {
        if (statement.Parent is BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax { Parent: TryStatementSyntax attempt } clause })
        {
            return attempt.Catches.Count > 0 ? node.RemoveNode(clause, SyntaxRemoveOptions.KeepNoTrivia)! : Unwrap(node, attempt);
        }

        return statement.Parent is BlockSyntax or SwitchSectionSyntax
            ? node.RemoveNode(statement, SyntaxRemoveOptions.KeepUnbalancedDirectives)!
            : node.ReplaceNode<TNode>(statement, SyntaxFactory.Block().WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>Replaces a <c>try</c>, whose <c>finally</c> has become empty, by its statements.</summary>
    private static TNode Unwrap<TNode>(TNode node, TryStatementSyntax attempt)
        where TNode : SyntaxNode
    {
        if (attempt.Parent is not BlockSyntax block || DeclaresWhatIsDeclaredAround(attempt, block))
        {
            return node.ReplaceNode<TNode>(attempt, attempt.Block.WithTriviaFrom(attempt));
        }

        IEnumerable<StatementSyntax> statements = attempt.Block.Statements.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation));
        return node.ReplaceNode(block, block.WithStatements(block.Statements.ReplaceRange(attempt, statements)).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static bool DeclaresWhatIsDeclaredAround(TryStatementSyntax attempt, BlockSyntax block)
    {
        HashSet<string> inside = [.. NamesIn(attempt.Block)];
        return block.Statements.Where(statement => statement != attempt).SelectMany(NamesIn).Any(inside.Contains);
    }

    private static IEnumerable<string> NamesIn(SyntaxNode node) => node.DescendantNodes().Select(static descendant => descendant switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        _ => null,
    }).OfType<string>();
}

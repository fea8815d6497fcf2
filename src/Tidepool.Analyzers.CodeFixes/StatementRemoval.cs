using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Removes statements that a fix has made redundant, and blocks that become empty. Comments and directives stay.</summary>
internal static class StatementRemoval
{
    /// <summary>Marks a statement for removal.</summary>
    internal static readonly SyntaxAnnotation Mark = new();

    /// <summary>Marks a block whose statements move to the block around it.</summary>
    internal static readonly SyntaxAnnotation UnwrapMark = new();

    /// <summary>Removes everything marked.</summary>
    /// <returns>Null if that would lose a directive.</returns>
    internal static TNode? RemoveMarked<TNode>(TNode node)
        where TNode : SyntaxNode
    {
        TNode? left = node;
        while (left?.GetAnnotatedNodes(Mark).FirstOrDefault() is { } statement)
        {
            left = Remove(left, (StatementSyntax)statement);
        }

        while (left?.GetAnnotatedNodes(UnwrapMark).FirstOrDefault() is BlockSyntax block)
        {
            left = Unwrap(left, block, block);
        }

        return left;
    }

    private static TNode? Remove<TNode>(TNode node, StatementSyntax statement)
        where TNode : SyntaxNode
    {
        switch (statement.Parent)
        {
            case BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Catches.Count: 0 } attempt } }:
                return Unwrap(node, attempt, attempt.Block);
            case BlockSyntax { Statements.Count: 1, Parent: FinallyClauseSyntax clause }:
                return HasDirectives(clause) ? null : RemoveKeeping(node, clause, CommentsIn(clause.DescendantTrivia()));
            case BlockSyntax or SwitchSectionSyntax:
                return RemoveKeeping(node, statement, LinesAround(statement));
            case GlobalStatementSyntax global:
                return RemoveKeeping(node, global, LinesAround(statement));
            default:
                return node.ReplaceNode<TNode>(statement, SyntaxFactory.Block().WithTriviaFrom(statement).WithAdditionalAnnotations(Formatter.Annotation));
        }
    }

    /// <summary>Removes a node, and puts the trivia to keep before the next token.</summary>
    private static TNode? RemoveKeeping<TNode>(TNode node, SyntaxNode removed, IEnumerable<SyntaxTrivia> kept)
        where TNode : SyntaxNode
    {
        SyntaxAnnotation place = new();
        return MoveBehind(node, removed, kept, place) is { } moved
            ? moved.RemoveNode(moved.GetAnnotatedNodes(place).Single(), SyntaxRemoveOptions.KeepNoTrivia) : null;
    }

    /// <summary>Puts trivia before the token that follows a node, and marks the node.</summary>
    private static TNode? MoveBehind<TNode>(TNode node, SyntaxNode place, IEnumerable<SyntaxTrivia> trivia, SyntaxAnnotation mark)
        where TNode : SyntaxNode
    {
        node = node.ReplaceNode(place, place.WithAdditionalAnnotations(mark));
        SyntaxTrivia[] moved = [.. trivia];
        SyntaxToken next = node.GetAnnotatedNodes(mark).Single().GetLastToken().GetNextToken(includeZeroWidth: true);
        return moved.Length == 0 ? node
            : next.RawKind == 0 ? null
            : node.ReplaceToken(next, WithFormatting(next.WithLeadingTrivia(moved.Concat(next.LeadingTrivia))));

        // Comments that stood at the end of a line now have their own line, which must be indented.
        SyntaxToken WithFormatting(SyntaxToken token) =>
            Array.Exists(moved, static part => part.HasAnnotation(SyntaxAnnotation.ElasticAnnotation)) ? token.WithAdditionalAnnotations(Formatter.Annotation)
                : token;
    }

    /// <summary>Replaces a statement, such as a <c>try</c> whose <c>finally</c> has become empty, with the statements of a block in it.</summary>
    private static TNode? Unwrap<TNode>(TNode node, StatementSyntax outer, BlockSyntax inner)
        where TNode : SyntaxNode
    {
        SyntaxTrivia[] before = [.. outer.DescendantTrivia()
            .Where(part => part.SpanStart >= outer.SpanStart && part.SpanStart < inner.OpenBraceToken.FullSpan.End)];
        SyntaxTrivia[] behind = [.. outer.DescendantTrivia().Where(part => part.SpanStart >= inner.CloseBraceToken.FullSpan.Start)];
        if (before.Any(IsDirective) || behind.Any(IsDirective))
        {
            return null;
        }

        if (outer.Parent is not BlockSyntax block || inner.Statements.Count == 0 || DeclaresWhatIsNamedAround(outer, block))
        {
            return node.ReplaceNode<TNode>(outer, inner.WithoutAnnotations(UnwrapMark).WithTriviaFrom(outer));
        }

        StatementSyntax[] statements = [.. inner.Statements.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation))];
        statements[0] = statements[0].WithLeadingTrivia(LinesOf(outer.GetLeadingTrivia()).Concat(CommentsIn(before))
            .Concat(IndentedAs(outer, statements[0].GetLeadingTrivia())));
        SyntaxAnnotation place = new();
        if (MoveBehind(node, outer, CommentsIn(behind), place) is not { } moved)
        {
            return null;
        }

        block = (BlockSyntax)moved.GetAnnotatedNodes(place).Single().Parent!;
        StatementSyntax marked = block.Statements.Single(statement => statement.HasAnnotation(place));
        return moved.ReplaceNode(block, block.WithStatements(block.Statements.ReplaceRange(marked, statements))
            .WithAdditionalAnnotations(Formatter.Annotation));
    }

    /// <summary>The formatter doesn't indent a comment if the line before ends with one.</summary>
    private static IEnumerable<SyntaxTrivia> IndentedAs(StatementSyntax outer, SyntaxTriviaList trivia)
    {
        SyntaxTriviaList before = outer.GetLeadingTrivia();
        SyntaxTrivia indentation = before.Count > 0 ? before[before.Count - 1] : default;
        return indentation.IsKind(SyntaxKind.WhitespaceTrivia) ? trivia.Select(part => part.IsKind(SyntaxKind.WhitespaceTrivia) ? indentation : part) : trivia;
    }

    /// <summary>The comments and directives before a statement, each on its line, and the comment after it.</summary>
    private static IEnumerable<SyntaxTrivia> LinesAround(StatementSyntax statement) => LinesOf(statement.GetLeadingTrivia())
        .Concat(CommentsIn(statement.GetTrailingTrivia()));

    private static IEnumerable<SyntaxTrivia> LinesOf(SyntaxTriviaList trivia)
    {
        int last = trivia.Count - 1;
        while (last >= 0 && trivia[last].IsKind(SyntaxKind.WhitespaceTrivia))
        {
            last--;
        }

        return trivia.Any(static part => IsComment(part) || IsDirective(part)) ? trivia.Take(last + 1) : [];
    }

    private static IEnumerable<SyntaxTrivia> CommentsIn(IEnumerable<SyntaxTrivia> trivia) =>
        trivia.Where(IsComment).SelectMany(static comment => new[] { comment, SyntaxFactory.ElasticCarriageReturnLineFeed });

    private static bool HasDirectives(SyntaxNode node) => node.DescendantTrivia().Any(IsDirective);

    private static bool IsDirective(SyntaxTrivia trivia) => trivia.IsDirective || trivia.IsKind(SyntaxKind.DisabledTextTrivia);

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    /// <summary>Whether a name declared in the statement also occurs in the block around it.</summary>
    private static bool DeclaresWhatIsNamedAround(StatementSyntax unwrapped, BlockSyntax block)
    {
        HashSet<string> inside = [.. NamesIn(unwrapped)];
        return block.Statements.Where(statement => statement != unwrapped).SelectMany(static statement => statement.DescendantTokens())
            .Any(token => token.IsKind(SyntaxKind.IdentifierToken) && inside.Contains(token.ValueText));
    }

    private static IEnumerable<string> NamesIn(SyntaxNode node) => node.DescendantNodes().Select(static descendant => descendant switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        _ => null,
    }).OfType<string>();
}

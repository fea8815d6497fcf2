using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A variable that holds the span of a lease, for code that reads or writes elements in a loop: each <c>lease.Span</c> checks the lease
/// again.</summary>
internal static class LeaseSpan
{
    /// <summary>The name of the variable.</summary>
    /// <param name="uses">The uses of the lease.</param>
    /// <param name="scope">The scope of the lease.</param>
    /// <returns>Null if the variable would be of no use; or if it isn't possible, because there is an <c>await</c> or <c>yield</c> in between, or the name is
    /// taken.</returns>
    internal static string? NameFor(IdentifierNameSyntax[] uses, SyntaxNode scope)
    {
        if (scope is not BlockSyntax
            || !uses.Any(use => IsElement(use) && use.Ancestors().TakeWhile(node => node != scope).Any(IsLoop))
            || scope.DescendantNodes().Any(static node => node is YieldStatementSyntax)
            || scope.DescendantTokens().Any(static token => token.IsKind(SyntaxKind.AwaitKeyword)))
        {
            return null;
        }

        string name = uses[0].Identifier.ValueText + "Span";
        SyntaxNode member = scope.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? scope;
        return member.DescendantTokens().Any(token => token.ValueText == name) ? null : name;
    }

    /// <summary>Whether the use accesses a single element.</summary>
    internal static bool IsElement(IdentifierNameSyntax use) => use.Parent is ElementAccessExpressionSyntax element && element.Expression == use;

    /// <summary>Declares the variable after the lease.</summary>
    internal static SyntaxNode Declare(SyntaxNode root, LocalDeclarationStatementSyntax lease, string name, bool isSpanKnown)
    {
        string type = lease.Declaration.Type.IsVar || !isSpanKnown ? "var" : "Span<byte>";
        bool endsLine = lease.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia);
        SyntaxTriviaList indentation = [.. lease.GetLeadingTrivia().Reverse().TakeWhile(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))];
        StatementSyntax span = SyntaxFactory.ParseStatement($"{type} {name} = {lease.Declaration.Variables[0].Identifier.ValueText}.Span;")
            .WithLeadingTrivia(indentation)
            .WithTrailingTrivia(endsLine ? lease.GetTrailingTrivia().Last(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)) : SyntaxFactory.Space);
        return root.InsertNodesAfter(lease, [span]);
    }

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A variable that has the span of a lease, for code that reads or writes its elements in a loop:
/// each <c>lease.Span</c> is a check of its own.</summary>
internal static class LeaseSpan
{
    /// <summary>What the variable is called.</summary>
    /// <param name="uses">The uses of the lease.</param>
    /// <param name="scope">Where it is known.</param>
    /// <returns>Null where one would be of no use; or isn't possible, since an <c>await</c> or <c>yield</c> lies between, or the name is taken.</returns>
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

    /// <summary>Whether the use is that of one element.</summary>
    internal static bool IsElement(IdentifierNameSyntax use) => use.Parent is ElementAccessExpressionSyntax element && element.Expression == use;

    /// <summary>Declares the variable behind the lease.</summary>
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

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.Rules;

/// <summary>A return is in a loop outside of which the lease is rented; or there is one in an exception handler and another outside of it.</summary>
internal static class RepeatedReturnRule
{
    internal const string Id = "TIDE007";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A return can run twice",
        "This return of '{0}' can run after the one in line {1}, in another round of a loop or after an exception: return in one place, such as a 'finally'",
        RulePages.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>Whether the second return is the first one again, or an exception leads from one to the other.</summary>
    internal static bool Explains(IOperation first, IOperation second) =>
        first == second || IsAlone(first.Syntax, second.Syntax) || IsAlone(second.Syntax, first.Syntax);

    /// <summary>Whether one return is in a <c>catch</c> that the other isn't in.</summary>
    private static bool IsAlone(SyntaxNode one, SyntaxNode other) =>
        one.FirstAncestorOrSelf<CatchClauseSyntax>() is { } handler && !handler.Contains(other);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>The names of Tidepool's types at a position in a file: the simple name if it binds to the type, or can with a <c>using</c>; otherwise the qualified
/// name.</summary>
/// <param name="model">The file's semantic model.</param>
/// <param name="position">The position.</param>
internal sealed class TidepoolNames(SemanticModel model, int position)
{
    private const string Namespace = "Tidepool";

    private bool _isUsingMissing;

    /// <summary>The type's name as an expression.</summary>
    /// <param name="type">Its simple name.</param>
    internal ExpressionSyntax Of(string type)
    {
        ISymbol[] found = [.. model.LookupSymbols(position, name: type)];
        bool isNothing = found.Length == 0;
        _isUsingMissing |= isNothing;
        return SyntaxFactory.ParseExpression(isNothing || (found.Length == 1 && IsOwn(found[0])) ? type : $"{Qualifier()}.{type}");
    }

    /// <summary>The type's name as type syntax.</summary>
    internal TypeSyntax TypeOf(string type) => SyntaxFactory.ParseTypeName(Of(type).ToString());

    /// <summary>Adds a <c>using</c> for the namespace if any of the names needs it.</summary>
    internal SyntaxNode WithUsing(SyntaxNode root)
    {
        if (!_isUsingMissing || root is not CompilationUnitSyntax unit)
        {
            return root;
        }

        UsingDirectiveSyntax directive = SyntaxFactory.UsingDirective(SyntaxFactory.IdentifierName(Namespace)).WithAdditionalAnnotations(Formatter.Annotation);
        if (unit.Usings.Count > 0 || unit.Members.Count == 0)
        {
            return unit.AddUsings(directive);
        }

        // Leading comments stay at the top of the file.
        SyntaxTriviaList top = unit.GetLeadingTrivia();
        return unit.WithoutLeadingTrivia().AddUsings(directive.WithLeadingTrivia(top));
    }

    private static bool IsOwn(ISymbol symbol) =>
        symbol is INamedTypeSymbol { ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } };

    private string Qualifier() =>
        model.LookupSymbols(position, name: Namespace) is { Length: 1 } found && found[0] is INamespaceSymbol { ContainingNamespace.IsGlobalNamespace: true }
            ? Namespace : $"global::{Namespace}";
}

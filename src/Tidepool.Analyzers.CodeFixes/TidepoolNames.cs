using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>How types of Tidepool are called at a place of a file: by their names, where these mean them or can be made to by a <c>using</c>; else by the
/// namespace as well.</summary>
/// <param name="model">The file's meaning.</param>
/// <param name="position">The place.</param>
internal sealed class TidepoolNames(SemanticModel model, int position)
{
    private const string Namespace = "Tidepool";

    private bool _isUsingMissing;

    /// <summary>The type's name at the place.</summary>
    /// <param name="type">Its name alone.</param>
    internal ExpressionSyntax Of(string type)
    {
        ISymbol[] found = [.. model.LookupSymbols(position, name: type)];
        bool isNothing = found.Length == 0;
        _isUsingMissing |= isNothing;
        return SyntaxFactory.ParseExpression(isNothing || (found.Length == 1 && IsOwn(found[0])) ? type : $"{Qualifier()}.{type}");
    }

    /// <summary>The type's name where a type is asked for.</summary>
    internal TypeSyntax TypeOf(string type) => SyntaxFactory.ParseTypeName(Of(type).ToString());

    /// <summary>With a <c>using</c> of the namespace, if the names that were given need one.</summary>
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

        // What stands at the top of the file stays there.
        SyntaxTriviaList top = unit.GetLeadingTrivia();
        return unit.WithoutLeadingTrivia().AddUsings(directive.WithLeadingTrivia(top));
    }

    private static bool IsOwn(ISymbol symbol) =>
        symbol is INamedTypeSymbol { ContainingNamespace: { Name: Namespace, ContainingNamespace.IsGlobalNamespace: true } };

    private string Qualifier() =>
        model.LookupSymbols(position, name: Namespace) is { Length: 1 } found && found[0] is INamespaceSymbol { ContainingNamespace.IsGlobalNamespace: true }
            ? Namespace : $"global::{Namespace}";
}

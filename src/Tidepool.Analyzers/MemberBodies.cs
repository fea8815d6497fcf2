using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers;

/// <summary>The executable parts of a member.</summary>
internal static class MemberBodies
{
    /// <summary>Most members have one; some have initializers as well.</summary>
    internal static IEnumerable<IOperation> Of(CodeBlockAnalysisContext context) => Of(context.CodeBlock, context.SemanticModel, context.CancellationToken);

    /// <summary>The same for any member.</summary>
    internal static IEnumerable<IOperation> Of(SyntaxNode member, SemanticModel model, CancellationToken cancellation) =>
        model.GetOperation(member, cancellation) is { } body
            ? [body]
            : member.ChildNodes().Where(static child => !HasOwnBlock(child)).SelectMany(child => Of(child, model, cancellation));

    /// <summary>Whether the compiler passes the part to analyzers separately. It passes a type with an attribute, or with default values in its primary
    /// constructor, in addition to each of its members, and a property in addition to its accessors.</summary>
    private static bool HasOwnBlock(SyntaxNode part) => part is MemberDeclarationSyntax or AccessorListSyntax;
}

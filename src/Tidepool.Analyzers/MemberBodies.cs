using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Tidepool.Analyzers;

/// <summary>The executable parts of a member.</summary>
internal static class MemberBodies
{
    /// <summary>Most members have one; some have their initializers beside it.</summary>
    internal static IEnumerable<IOperation> Of(CodeBlockAnalysisContext context) => Of(context.CodeBlock, context.SemanticModel, context.CancellationToken);

    private static IEnumerable<IOperation> Of(SyntaxNode member, SemanticModel model, CancellationToken cancellation) =>
        model.GetOperation(member, cancellation) is { } body
            ? [body]
            : member.ChildNodes().SelectMany(child => Of(child, model, cancellation));
}

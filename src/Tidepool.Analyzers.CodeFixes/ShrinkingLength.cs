using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Lengths that are asked for again and can't have grown: what is left of a stream, of which a loop takes a part in each round.</summary>
/// <param name="lengths">What expressions come to.</param>
/// <param name="uses">All uses of the array.</param>
/// <param name="model">The file's meaning.</param>
internal sealed class ShrinkingLength(SteadyLengths lengths, ArrayUse[] uses, SemanticModel model)
{
    /// <summary>Whether an expression is spelt as another one before, and its value can only be the same or less.</summary>
    internal bool IsNoMoreThan(ExpressionSyntax length, ExpressionSyntax before) =>
        SyntaxFactory.AreEquivalent(length, before)
        && before.DescendantNodesAndSelf().All(IsGrowing)
        && before.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(static name => name.Parent is not MemberAccessExpressionSyntax)
            .All(name => lengths.IsSteady(name) || OnlyShrinks(name));

    /// <summary>Whether the expression grows where its parts do.</summary>
    private bool IsGrowing(SyntaxNode node) => node switch
    {
        IdentifierNameSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or PredefinedTypeSyntax => true,
        ArgumentSyntax or ArgumentListSyntax => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Min", Parent: InvocationExpressionSyntax } => true,
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Min", ContainingType: { Name: "Math",
            ContainingNamespace.Name: "System" } },
        _ => false,
    };

    private bool OnlyShrinks(IdentifierNameSyntax variable) =>
        model.GetSymbolInfo(variable).Symbol is ILocalSymbol { IsRef: false } or IParameterSymbol { RefKind: RefKind.None }
        && SteadyLengths.NamesIn(lengths.MemberAround(model.GetSymbolInfo(variable).Symbol), variable.Identifier.ValueText)
            .Where(name => SteadyLengths.IsAssigned(name) && name.SpanStart > variable.SpanStart)
            .All(IsReducedByWhatWasUsed);

    /// <summary>Whether the variable becomes less by a number that isn't negative: a part of the array of that length was used just before.</summary>
    private bool IsReducedByWhatWasUsed(IdentifierNameSyntax variable) =>
        variable.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression, Right: IdentifierNameSyntax taken,
            Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement }
        && !SteadyLengths.IsAssignedIn(block, taken.Identifier.ValueText)
        && Array.Exists(uses, use => use.Length is IdentifierNameSyntax length
            && length.Identifier.ValueText == taken.Identifier.ValueText
            && use.Name.SpanStart < statement.SpanStart
            && use.Name.FirstAncestorOrSelf<StatementSyntax>()?.Parent == block);
}

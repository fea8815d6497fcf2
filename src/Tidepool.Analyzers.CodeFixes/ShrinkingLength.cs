using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Length expressions that appear again and can't have grown: what is left of a stream, when a loop takes a part of it in each round.</summary>
/// <param name="lengths">The values of expressions.</param>
/// <param name="uses">All uses of the array.</param>
/// <param name="model">The file's semantic model.</param>
internal sealed class ShrinkingLength(SteadyLengths lengths, ArrayUse[] uses, SemanticModel model)
{
    /// <summary>Whether an expression has the same text as an earlier one, and its value can only be the same or less.</summary>
    internal bool IsNoMoreThan(ExpressionSyntax length, ExpressionSyntax before) =>
        SyntaxFactory.AreEquivalent(length, before)
        && before.DescendantNodesAndSelf().All(IsGrowing)
        && before.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(static name => name.Parent is not MemberAccessExpressionSyntax)
            .All(name => lengths.IsSteady(name) || OnlyShrinks(name));

    /// <summary>Whether the expression never decreases when its parts grow.</summary>
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

    /// <summary>Whether the variable is reduced by a number that isn't negative: a part of the array of that length was used just before.</summary>
    private bool IsReducedByWhatWasUsed(IdentifierNameSyntax variable) =>
        variable.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SubtractAssignmentExpression, Right: IdentifierNameSyntax taken,
            Parent: ExpressionStatementSyntax { Parent: BlockSyntax block } statement }
        && !SteadyLengths.IsAssignedIn(block, taken.Identifier.ValueText)
        && Array.Exists(uses, use => use.Length is IdentifierNameSyntax length
            && length.Identifier.ValueText == taken.Identifier.ValueText
            && use.Name.SpanStart < statement.SpanStart
            && use.Name.FirstAncestorOrSelf<StatementSyntax>()?.Parent == block);
}

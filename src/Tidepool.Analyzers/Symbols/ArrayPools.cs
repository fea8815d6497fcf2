using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Symbols;

/// <summary>Array pools that a pool of leases can replace: <c>ArrayPool&lt;byte&gt;.Shared</c>, and the result of <c>AsArrayPool()</c>.</summary>
internal static class ArrayPools
{
    /// <summary>Whether the pool is one of these, as far as the expression or the declaration of its variable shows.</summary>
    /// <param name="pool">The pool that an array is rented from.</param>
    /// <param name="types">The types that the rules know.</param>
    internal static bool HaveLeases(IOperation? pool, TidepoolTypes types) => pool switch
    {
        IPropertyReferenceOperation { Property: { Name: "Shared", IsStatic: true, ContainingType: var type } }
            when SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, types.ArrayPool) => true,
        IInvocationOperation { TargetMethod: { Name: "AsArrayPool", ContainingType: var type } } => SymbolEqualityComparer.Default.Equals(type, types.Pool),
        ILocalReferenceOperation { Local: var local } => IsDefinedSo(local),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } => IsDefinedSo(field),
        IPropertyReferenceOperation { Property: { SetMethod: null } property } => IsDefinedSo(property),
        IConversionOperation { Operand: var inner } => HaveLeases(inner, types),
        _ => false,
    };

    private static bool IsDefinedSo(ISymbol symbol) => symbol.DeclaringSyntaxReferences is { Length: 1 } declarations
        && declarations[0].GetSyntax() switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => IsNamedSo(value),
            PropertyDeclarationSyntax { ExpressionBody.Expression: var value } => IsNamedSo(value),
            PropertyDeclarationSyntax { Initializer.Value: var value } => IsNamedSo(value),
            _ => false,
        };

    private static bool IsNamedSo(ExpressionSyntax value) => value switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Shared", Expression: GenericNameSyntax { Identifier.ValueText: "ArrayPool" } } => true,
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Shared",
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ArrayPool" } } => true,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsArrayPool" } } => true,
        _ => false,
    };
}

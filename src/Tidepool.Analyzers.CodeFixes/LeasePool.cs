using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>The pool that replaces an array pool: <c>BytePool.Shared</c> for <c>ArrayPool&lt;byte&gt;.Shared</c>, or the pool on which <c>AsArrayPool()</c> was
/// called.</summary>
/// <param name="Own">The pool; null if it is the shared one.</param>
internal sealed record LeasePool(ExpressionSyntax? Own)
{
    private const int MaxDepth = 4;

    /// <summary>The shared pool.</summary>
    internal bool IsShared => Own is null;

    /// <summary>Finds the pool that an array comes from.</summary>
    /// <param name="arrays">The array pool, as the code names it.</param>
    /// <param name="lengths">The values of expressions.</param>
    /// <param name="model">The file's semantic model.</param>
    /// <returns>Null if the pool is unknown, or can't be named at that place.</returns>
    internal static LeasePool? Of(ExpressionSyntax arrays, SteadyLengths lengths, SemanticModel model)
    {
        ExpressionSyntax? definition = arrays;
        SemanticModel here = model;
        for (int depth = 0; definition is not null && depth < MaxDepth; depth++)
        {
            here = definition.SyntaxTree == model.SyntaxTree ? model : model.Compilation.GetSemanticModel(definition.SyntaxTree);
            ISymbol? symbol = here.GetSymbolInfo(definition).Symbol;
            if (symbol is IPropertySymbol { Name: "Shared", IsStatic: true, ContainingType: { Name: "ArrayPool", ContainingNamespace.Name: "Buffers" } })
            {
                return new LeasePool((ExpressionSyntax?)null);
            }

            if (symbol is IMethodSymbol { Name: "AsArrayPool", ContainingType: { Name: "BytePool", ContainingNamespace.Name: "Tidepool" } }
                && definition is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var pool } })
            {
                return (definition == arrays ? IsPlain(pool) : here == model && IsSteady(pool, lengths, model) && MeansTheSame(pool, arrays, model))
                    ? new LeasePool(pool) : null;
            }

            definition = definition is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
                || symbol is { IsStatic: true } ? DefinitionOf(symbol, lengths) : null;
        }

        return null;
    }

    /// <summary>Whether the expression does nothing but name the pool.</summary>
    private static bool IsPlain(ExpressionSyntax pool) => pool is IdentifierNameSyntax or ThisExpressionSyntax
        || (pool is MemberAccessExpressionSyntax member && IsPlain(member.Expression));

    private static bool IsSteady(ExpressionSyntax pool, SteadyLengths lengths, SemanticModel model) => model.GetSymbolInfo(pool).Symbol switch
    {
        IPropertySymbol { Name: "Shared", IsStatic: true, ContainingType.Name: "BytePool" } => true,
        ILocalSymbol or IParameterSymbol or IFieldSymbol => IsPlain(pool) && lengths.IsSteady(pool),
        _ => false,
    };

    /// <summary>Whether the expression means the same pool where the array is rented.</summary>
    private static bool MeansTheSame(ExpressionSyntax pool, ExpressionSyntax arrays, SemanticModel model) => SymbolEqualityComparer.Default.Equals(
        model.GetSpeculativeSymbolInfo(arrays.SpanStart, pool, SpeculativeBindingOption.BindAsExpression).Symbol, model.GetSymbolInfo(pool).Symbol);

    /// <summary>The only value that the variable or member ever has.</summary>
    private static ExpressionSyntax? DefinitionOf(ISymbol? symbol, SteadyLengths lengths)
    {
        if (symbol is not { DeclaringSyntaxReferences: { Length: 1 } declarations })
        {
            return null;
        }

        return (symbol, declarations[0].GetSyntax()) switch
        {
            (ILocalSymbol { IsRef: false }, VariableDeclaratorSyntax { Initializer.Value: var value })
                when !SteadyLengths.IsAssignedIn(lengths.MemberAround(symbol), symbol.Name) => value,
            (IFieldSymbol { IsReadOnly: true }, VariableDeclaratorSyntax { Initializer.Value: var value } declarator)
                when declarator.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
                && !SteadyLengths.IsAssignedIn(type, symbol.Name) => value,
            (IPropertySymbol { IsVirtual: false, IsOverride: false, IsAbstract: false }, PropertyDeclarationSyntax { ExpressionBody.Expression: var value }) =>
                value,
            (IPropertySymbol { SetMethod: null, IsVirtual: false, IsOverride: false }, PropertyDeclarationSyntax { Initializer.Value: var value } property)
                when property.Parent is TypeDeclarationSyntax type && !type.Modifiers.Any(SyntaxKind.PartialKeyword)
                && !SteadyLengths.IsAssignedIn(type, symbol.Name) => value,
            _ => null,
        };
    }
}

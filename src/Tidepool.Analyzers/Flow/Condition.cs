using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>A test whose outcome stays the same until one of its variables is assigned.</summary>
/// <remarks>A method that rents if <c>size > limit</c>, and later returns if <c>size > limit</c>, is right; without remembering the first outcome half of its paths would seem wrong.</remarks>
internal sealed class Condition : IEquatable<Condition>
{
    private const int MaxDepth = 8;

    private readonly string _text;
    private readonly ImmutableArray<ISymbol> _variables;

    private Condition(string text, ImmutableArray<ISymbol> variables)
    {
        _text = text;
        _variables = variables;
    }

    /// <summary>The condition that a value is, and whether it is its opposite.</summary>
    /// <returns>Null if anything but an assignment to a local or parameter can change the outcome.</returns>
    internal static (Condition Condition, bool IsNegated)? Of(IOperation operation)
    {
        bool isNegated = false;
        while (operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not)
        {
            operation = not.Operand;
            isNegated = !isNegated;
        }

        ImmutableArray<ISymbol>.Builder variables = ImmutableArray.CreateBuilder<ISymbol>();
        if (operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThanOrEqual } binary)
        {
            BinaryOperatorKind opposite = binary.OperatorKind switch
            {
                BinaryOperatorKind.NotEquals => BinaryOperatorKind.Equals,
                BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThan,
                _ => BinaryOperatorKind.GreaterThan,
            };
            return TextOf(binary, opposite, variables, MaxDepth) is { } negated ? (new Condition(negated, variables.ToImmutable()), !isNegated) : null;
        }

        return TextOf(operation, variables, MaxDepth) is { } text ? (new Condition(text, variables.ToImmutable()), isNegated) : null;
    }

    /// <summary>The condition that a variable or temporary is true.</summary>
    /// <remarks>Variables that the compiler makes, as for <c>lock</c>, have no name.</remarks>
    internal static Condition Of(Slot slot) => slot.Key is ISymbol { Name: { Length: > 0 } name } variable ? new(name, [variable]) : new($"#{slot.Key?.GetHashCode()}", slot.Key is ISymbol unnamed ? [unnamed] : []);

    internal bool Mentions(ISymbol variable) => _variables.Contains(variable, SymbolEqualityComparer.Default);

    /// <inheritdoc/>
    public bool Equals(Condition? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Condition);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    private static string? TextOf(IOperation operation, ImmutableArray<ISymbol>.Builder variables, int depth)
    {
        if (depth == 0)
        {
            return null;
        }

        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value is { } value ? $"{value}" : "null";
        }

        switch (operation)
        {
            case ILocalReferenceOperation { Local.RefKind: RefKind.None } local:
                variables.Add(local.Local);
                return local.Local.Name;
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None } parameter:
                variables.Add(parameter.Parameter);
                return parameter.Parameter.Name;
            case IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } field:
                return $"{field.Field.ContainingType.Name}.{field.Field.Name}";
            case IConversionOperation { OperatorMethod: null } conversion:
                return TextOf(conversion.Operand, variables, depth - 1);
            case IPropertyReferenceOperation { Property.Name: "Length", Arguments.Length: 0, Instance: { } instance } when IsFixed(instance.Type):
                return TextOf(instance, variables, depth - 1) is { } owner ? $"{owner}.Length" : null;
            case IIsNullOperation test:
                return TextOf(test.Operand, variables, depth - 1) is { } operand ? $"{operand} Equals null" : null;
            case IIsPatternOperation { Pattern: IConstantPatternOperation pattern } test:
                return TextOf(test.Value, variables, depth - 1) is { } subject && TextOf(pattern.Value, variables, depth - 1) is { } expected
                    ? $"{subject} Equals {expected}"
                    : null;
            case IBinaryOperation { OperatorMethod: null } binary:
                return TextOf(binary, binary.OperatorKind, variables, depth);
            default:
                return null;
        }
    }

    private static string? TextOf(IBinaryOperation operation, BinaryOperatorKind kind, ImmutableArray<ISymbol>.Builder variables, int depth) =>
        operation.OperatorMethod is null
        && TextOf(operation.LeftOperand, variables, depth - 1) is { } left
        && TextOf(operation.RightOperand, variables, depth - 1) is { } right
            ? $"({left} {kind} {right})"
            : null;

    /// <summary>Whether the length of a value of this type never changes.</summary>
    private static bool IsFixed(ITypeSymbol? type) => type is IArrayTypeSymbol or { SpecialType: SpecialType.System_String } or { IsRefLikeType: true };
}

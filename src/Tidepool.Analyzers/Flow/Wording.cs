using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Words for values, by which they are known again: two operations with the same text have the same value, unless a variable in it is assigned between them.</summary>
internal sealed class Wording(Temporaries temporaries)
{
    private const int MaxDepth = 8;

    /// <summary>The text, and the variables in it.</summary>
    /// <returns>Null if anything but an assignment to a local or parameter can change the value.</returns>
    internal (string Text, ImmutableArray<Slot> Slots)? Of(IOperation operation)
    {
        ImmutableArray<Slot>.Builder slots = ImmutableArray.CreateBuilder<Slot>();
        return TextOf(operation, slots, MaxDepth) is { } text ? (text, slots.ToImmutable()) : null;
    }

    /// <summary>The value of a constant, in the form that conditions have it.</summary>
    internal static (object? Value, bool IsConstant) ConstantOf(IOperation operation) => operation.ConstantValue is { HasValue: true } constant
        ? (constant.Value switch
        {
            char character => (decimal)character,
            sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(constant.Value, CultureInfo.InvariantCulture),
            decimal number => FormattableString.Invariant($"{number}m"),
            var value => value,
        }, true)
        : (null, false);

    /// <summary>Whether the operator is the language's own or the framework's: its result depends on the operands' values alone.</summary>
    internal static bool IsPlain(IMethodSymbol? @operator) => @operator is null || Transfer.IsOfFramework(@operator);

    /// <summary>Whether a value of the property's type has always the same one.</summary>
    internal static bool IsFixed(IPropertySymbol property) => property.Name switch
    {
        "Length" => property.ContainingType is { SpecialType: SpecialType.System_String or SpecialType.System_Array } || IsPartOfMemory(property.ContainingType),
        "IsEmpty" or "IsSingleSegment" => IsPartOfMemory(property.ContainingType),
        "CanBeCanceled" => property.ContainingType.Name == "CancellationToken" && Transfer.IsOfFramework(property.ContainingType),
        _ => false,
    };

    private static bool IsPartOfMemory(INamedTypeSymbol type) =>
        type is { IsReadOnly: true } and ({ IsRefLikeType: true } or { Name: "Memory" or "ReadOnlyMemory" or "ReadOnlySequence", IsValueType: true });

    /// <summary>Whether the method's result depends on the arguments' values alone.</summary>
    private static bool IsFunction(IMethodSymbol method) =>
        method is { IsStatic: true, ContainingType: { Name: "Math", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } }
            or { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", ContainingType.SpecialType: SpecialType.System_String }
            or { Name: "HasFlag", ContainingType.SpecialType: SpecialType.System_Enum };

    private string? TextOf(IOperation operation, ImmutableArray<Slot>.Builder slots, int depth)
    {
        if (depth == 0)
        {
            return null;
        }

        if (ConstantOf(operation) is (var constant, true))
        {
            return Condition.TextOf(constant);
        }

        switch (operation)
        {
            case ILocalReferenceOperation { Local.RefKind: RefKind.None } local:
                return NameOf(local.Local, slots);
            case IParameterReferenceOperation { Parameter.RefKind: RefKind.None or RefKind.In } parameter:
                return NameOf(parameter.Parameter, slots);
            case IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } field:
                return $"{field.Field.ContainingType.Name}.{field.Field.Name}";
            case IConversionOperation { OperatorMethod: null } conversion:
                string? operand = TextOf(conversion.Operand, slots, depth - 1);
                return operand is not null && conversion is { IsImplicit: false, Conversion.IsNumeric: true } ? $"({conversion.Type}){operand}" : operand;
            case IFlowCaptureReferenceOperation temporary when temporaries.Behind(temporary.Id) is { Count: 1 } behind:
                return TextOf(behind[0], slots, depth - 1);
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Instance: { } instance }:
                return TextOf(instance, slots, depth - 1);
            case IPropertyReferenceOperation { Instance: { } instance, Arguments.IsEmpty: true } property when IsFixed(property.Property):
                return TextOf(instance, slots, depth - 1) is { } owner ? $"{owner}.{property.Property.Name}" : null;
            case IUnaryOperation unary when IsPlain(unary.OperatorMethod):
                return TextOf(unary.Operand, slots, depth - 1) is { } value ? $"({unary.OperatorKind} {value})" : null;
            case IBinaryOperation binary when IsPlain(binary.OperatorMethod):
                return TextOf(binary.LeftOperand, slots, depth - 1) is { } left && TextOf(binary.RightOperand, slots, depth - 1) is { } right
                    ? $"({left} {binary.OperatorKind} {right})"
                    : null;
            case IInvocationOperation call when IsFunction(call.TargetMethod):
                string?[] arguments = [.. call.ChildOperations.Select(child => TextOf(child is IArgumentOperation argument ? argument.Value : child, slots, depth - 1))];
                return Array.TrueForAll(arguments, static argument => argument is not null) ? $"{call.TargetMethod.Name}({string.Join(", ", arguments)})" : null;
            default:
                return null;
        }
    }

    private static string NameOf(ISymbol variable, ImmutableArray<Slot>.Builder slots)
    {
        Slot slot = new(SlotKind.Local, variable);
        slots.Add(slot);
        return Condition.NameOf(slot);
    }
}

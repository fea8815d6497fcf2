using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Texts that identify values: two operations with the same text have the same value, unless a variable or member in it is
/// assigned between them.</summary>
/// <remarks>A member that other code may change in the meantime is assumed to stay as it is: whether it does can't be decided, and a path that depends on
/// it must not be reported.</remarks>
internal sealed class Wording(Temporaries temporaries, Captures captures)
{
    private const int MaxDepth = 8;

    /// <summary>Represents the elements of all arrays.</summary>
    internal static Slot ElementsOfArrays { get; } = new(SlotKind.Outside, "[]");

    /// <summary>The text, and the variables and members in it whose assignment changes the value.</summary>
    /// <returns>Null if the value differs each time, or may differ.</returns>
    internal (string Text, ImmutableArray<Slot> Slots)? Of(IOperation operation)
    {
        ImmutableArray<Slot>.Builder slots = ImmutableArray.CreateBuilder<Slot>();
        return TextOf(operation, slots, MaxDepth) is { } text ? (text, slots.ToImmutable()) : null;
    }

    /// <summary>Whether the value has a text, and depends only on variables.</summary>
    internal bool IsSteady(IOperation operation) => Of(operation) is { } words && words.Slots.All(static slot => slot.Kind != SlotKind.Outside);

    /// <summary>The same for a temporary.</summary>
    internal (string Text, ImmutableArray<Slot> Slots) Of(CaptureId temporary)
    {
        ImmutableArray<Slot>.Builder slots = ImmutableArray.CreateBuilder<Slot>();
        return (TextOf(temporary, slots, MaxDepth), slots.ToImmutable());
    }

    /// <summary>The value of a constant, in the form that conditions use.</summary>
    internal static (object? Value, bool IsConstant) ConstantOf(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true, OperatorMethod: null, ConstantValue.HasValue: false } conversion ? ConstantOf(conversion.Operand)
        : operation.ConstantValue is { HasValue: true } constant
        ? (constant.Value switch
        {
            char character => (decimal)character,
            sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToDecimal(constant.Value, CultureInfo.InvariantCulture),
            decimal number => FormattableString.Invariant($"{number}m"),
            var value => value,
        }, true)
        : (null, false);

    /// <summary>Whether the operator is the language's own, the framework's or a record's: its result depends only on the operands' values.</summary>
    internal static bool IsPlain(IMethodSymbol? @operator) => @operator is null or { IsImplicitlyDeclared: true } || Transfer.IsOfFramework(@operator);

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
                return TextBehind(local.Local, slots, depth) ?? NameOf(local.Local, slots);
            case IParameterReferenceOperation parameter:
                return NameOf(parameter.Parameter, slots);
            case IInstanceReferenceOperation:
                return "this";
            case IFieldReferenceOperation { Field.IsVolatile: false } field:
                return TextOfMember(field, field.Field.CorrespondingTupleField?.Name ?? field.Field.Name, Steadiness.IsSteady(field.Field), slots, depth);
            case IArrayElementReferenceOperation element:
                string?[] place = [.. element.ChildOperations.Select(child => TextOf(child, slots, depth - 1))];
                slots.Add(ElementsOfArrays);
                return Array.TrueForAll(place, static part => part is not null) ? $"{place[0]}[{string.Join(", ", place.Skip(1))}]" : null;
            case IConversionOperation { OperatorMethod: null } conversion:
                string? operand = TextOf(conversion.Operand, slots, depth - 1);
                return operand is not null && conversion is { IsImplicit: false, Conversion.IsNumeric: true } ? $"({conversion.Type}){operand}" : operand;
            case IFlowCaptureReferenceOperation temporary:
                return TextOf(temporary.Id, slots, depth);
            case IPropertyReferenceOperation { Property: { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
                Instance: { } instance }:
                return TextOf(instance, slots, depth - 1);
            case IInvocationOperation { TargetMethod: { Name: "GetValueOrDefault",
                ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Arguments.IsEmpty: true, Instance: { } instance }:
                return TextOf(instance, slots, depth - 1);
            case IPropertyReferenceOperation { Arguments.IsEmpty: true } property when Steadiness.Of(property.Property) is { } isSteady:
                return TextOfMember(property, property.Property.Name, isSteady, slots, depth);
            case IPropertyReferenceOperation { Property: { IsIndexer: true, ReturnsByRef: false, ReturnsByRefReadonly: false } } item:
                string?[] parts = [.. item.ChildOperations.Select(child => TextOf(child is IArgumentOperation index ? index.Value : child, slots, depth - 1))];
                slots.Add(new Slot(SlotKind.Outside, item.Property));
                return Array.TrueForAll(parts, static part => part is not null) ? $"{parts[0]}[{string.Join(", ", parts.Skip(1))}]" : null;
            case ITypeOfOperation type:
                return $"typeof({type.TypeOperand})";
            case IUnaryOperation unary when IsPlain(unary.OperatorMethod):
                return TextOf(unary.Operand, slots, depth - 1) is { } value ? $"({unary.OperatorKind} {value})" : null;
            case IBinaryOperation binary when IsPlain(binary.OperatorMethod):
                return TextOf(binary.LeftOperand, slots, depth - 1) is { } left && TextOf(binary.RightOperand, slots, depth - 1) is { } right
                    ? $"({left} {binary.OperatorKind} {right})"
                    : null;
            case IInvocationOperation call when Steadiness.Of(call.TargetMethod) is { } isSteady:
                string?[] arguments = [.. call.ChildOperations.Select(child =>
                    TextOf(child is IArgumentOperation argument ? argument.Value : child, slots, depth - 1))];
                AddIfUnsteady(call.TargetMethod, isSteady, slots);
                return Array.TrueForAll(arguments, static argument => argument is not null)
                    ? $"{call.TargetMethod.ContainingType?.Name}.{call.TargetMethod.Name}({string.Join(", ", arguments)})" : null;
            default:
                return null;
        }
    }

    /// <summary>The text for a temporary: that of the values it was made from, or its number.</summary>
    private string TextOf(CaptureId temporary, ImmutableArray<Slot>.Builder slots, int depth) =>
        WordsBehind(temporaries.Behind(temporary), slots, depth - 1) ?? NameOf(new Slot(SlotKind.Local, temporary), slots);

    /// <summary>What a temporary was made from, as text: one value, or <c>a?.b</c> or <c>a ?? b</c>, which depend on nothing but their two values.</summary>
    private string? WordsBehind(IReadOnlyList<IOperation> values, ImmutableArray<Slot>.Builder slots, int depth)
    {
        switch (values.Count)
        {
            case 1:
                return TextOf(values[0], slots, depth);
            case 2 when values[1] is IDefaultValueOperation { IsImplicit: true }:
                return TextOf(values[0], slots, depth) is { } member ? $"?{member}" : null;
            case 2 when values[1].Syntax.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } choice
                && choice.Right == values[1].Syntax:
                return TextOf(values[0], slots, depth) is { } first && TextOf(values[1], slots, depth) is { } second ? $"({first} ?? {second})" : null;
            default:
                return null;
        }
    }

    /// <summary>The text for a local that is another name for an unchanging expression: that of the expression.</summary>
    private string? TextBehind(ILocalSymbol local, ImmutableArray<Slot>.Builder slots, int depth)
    {
        ImmutableArray<Slot>.Builder own = ImmutableArray.CreateBuilder<Slot>();
        if (!captures.Sources.TryGetValue(local, out IOperation source) || TextOf(source, own, depth - 1) is not { } text
            || own.Any(static slot => slot.Kind == SlotKind.Outside))
        {
            return null;
        }

        slots.AddRange(own);
        return text;
    }

    private string? TextOfMember(IMemberReferenceOperation member, string name, bool isSteady, ImmutableArray<Slot>.Builder slots, int depth)
    {
        string? owner = member.Instance is { } instance ? TextOf(instance, slots, depth - 1) : member.Member.ContainingType.Name;
        AddIfUnsteady(member.Member, isSteady, slots);
        return owner is null ? null : $"{owner}.{name}";
    }

    private static void AddIfUnsteady(ISymbol member, bool isSteady, ImmutableArray<Slot>.Builder slots)
    {
        if (!isSteady)
        {
            slots.Add(new Slot(SlotKind.Outside, member));
        }
    }

    private static string NameOf(ISymbol variable, ImmutableArray<Slot>.Builder slots) => NameOf(new Slot(SlotKind.Local, variable), slots);

    private static string NameOf(Slot slot, ImmutableArray<Slot>.Builder slots)
    {
        slots.Add(slot);
        return Condition.NameOf(slot);
    }
}

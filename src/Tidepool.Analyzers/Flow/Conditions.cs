using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>The conditions that a method's operations test. Different spellings of one test are one condition.</summary>
internal sealed class Conditions(Temporaries temporaries, Captures captures)
{
    private const int MaxDepth = 8;

    private readonly Dictionary<IOperation, (Condition Condition, bool IsNegated)?> _known = [];
    private readonly Wording _wording = new(temporaries, captures);

    /// <summary>The condition that a value represents, and whether it is negated.</summary>
    /// <returns>Null if anything but an assignment to a local or parameter can change the outcome.</returns>
    internal (Condition Condition, bool IsNegated)? Of(IOperation operation)
    {
        if (!_known.TryGetValue(operation, out (Condition, bool)? condition))
        {
            _known.Add(operation, condition = Of(operation, MaxDepth));
        }

        return condition;
    }

    /// <summary>Whether the target of an assignment is another name for its value: no outcome has to be chosen before the local is tested.</summary>
    internal bool IsOtherName(IOperation target) =>
        target is ILocalReferenceOperation { Local: var local } && captures.Sources.TryGetValue(local, out IOperation source) && _wording.IsSteady(source);

    /// <summary>The words for a value.</summary>
    internal (string Text, ImmutableArray<Slot> Slots)? WordsFor(IOperation operation) => _wording.Of(operation);

    /// <summary>The words for a temporary.</summary>
    internal (string Text, ImmutableArray<Slot> Slots) WordsFor(CaptureId temporary) => _wording.Of(temporary);

    private (Condition Condition, bool IsNegated)? Of(IOperation operation, int depth)
    {
        if (depth == 0 || operation.ConstantValue.HasValue)
        {
            return null;
        }

        switch (operation)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, OperatorMethod: null } not:
                return Not(Of(not.Operand, depth - 1));
            case IFlowCaptureReferenceOperation temporary:
                return (temporaries.Behind(temporary.Id) is { Count: 1 } behind ? Of(behind[0], depth - 1) : null)
                    ?? (Condition.Of(new Slot(SlotKind.Local, temporary.Id)), false);
            case ILocalReferenceOperation { Local: var local } when IsBoolean(operation) && IsOtherName(operation):
                return Of(captures.Sources[local], depth - 1) ?? (Condition.Of(new Slot(SlotKind.Local, local)), false);
            case IIsNullOperation test:
                return IsNull(_wording.Of(test.Operand));
            case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue.Value: bool expected } } test when IsBoolean(test.Value):
                return Not(Of(test.Value, depth - 1), !expected);
            case IIsPatternOperation { Pattern: IRecursivePatternOperation recursive } test when ElementsOf(test.Value) is { } elements:
                return Match(elements, recursive, depth);
            case IIsPatternOperation test:
                return _wording.Of(test.Value) is { } tested ? Matches(tested, test.Value.Type, test.Pattern, depth) : null;
            case IIsTypeOperation test:
                return Not(IsOfType(_wording.Of(test.ValueOperand), test.ValueOperand.Type, test.TypeOperand), test.IsNegated);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.And, OperatorMethod: null } both when IsBoolean(both):
                return All(Of(both.LeftOperand, depth - 1), Of(both.RightOperand, depth - 1));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Or, OperatorMethod: null } either when IsBoolean(either):
                return Not(All(Not(Of(either.LeftOperand, depth - 1)), Not(Of(either.RightOperand, depth - 1))));
            case IBinaryOperation { IsLifted: false } binary when IsBoolean(binary.LeftOperand) && binary.RightOperand.ConstantValue.Value is bool expected:
                return binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
                    ? Not(Of(binary.LeftOperand, depth - 1), expected != (binary.OperatorKind == BinaryOperatorKind.Equals))
                    : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ExclusiveOr, OperatorMethod: null } different when IsBoolean(different):
                return _wording.Of(different.LeftOperand) is { } one && _wording.Of(different.RightOperand) is { } other
                    ? Compare(one, BinaryOperatorKind.NotEquals, other, isLifted: false) : null;
            case IBinaryOperation binary when Wording.IsPlain(binary.OperatorMethod) || IsNullConstant(binary.LeftOperand)
                || IsNullConstant(binary.RightOperand):
                return Compare(binary);
            case IPropertyReferenceOperation { Property: { Name: "HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T },
                Instance: { } instance }:
                return Not(IsNull(_wording.Of(instance)));
            case IInvocationOperation { TargetMethod: var getter, Instance: { } nullable } when Transfer.IsHasValue(getter):
                return Not(IsNull(_wording.Of(nullable)));
            case IPropertyReferenceOperation { Property: { Name: "Value", Type.SpecialType: SpecialType.System_Boolean,
                ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } }:
            case IInvocationOperation { TargetMethod: { Name: "GetValueOrDefault", ReturnType.SpecialType: SpecialType.System_Boolean,
                ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }, Arguments.IsEmpty: true }:
                return _wording.Of(operation) is { } flag ? (Condition.IsEqual(flag.Text, true, flag.Slots), false) : null;
            case IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty", ContainingType.SpecialType: SpecialType.System_String },
                Arguments: { Length: 1 } asked }:
                return _wording.Of(asked[0].Value) is { } text
                    ? Not(All(Not(IsNull(text)), (Condition.IsEqual($"{text.Text}.Length", 0m, text.Slots), true))) : null;
            case IPropertyReferenceOperation { Property: { Name: "IsEmpty" } property, Instance: { } instance } when Steadiness.IsFixed(property):
                return _wording.Of(instance) is { } whole ? (Condition.IsEqual($"{whole.Text}.Length", 0m, whole.Slots), false) : null;
            default:
                return IsBoolean(operation) && _wording.Of(operation) is { } said ? (Condition.Of(said.Text, said.Slots), false) : null;
        }
    }

    private (Condition Condition, bool IsNegated)? Compare(IBinaryOperation binary)
    {
        if (_wording.Of(binary.LeftOperand) is not { } left || _wording.Of(binary.RightOperand) is not { } right)
        {
            return null;
        }

        (object? Value, bool IsConstant) one = Wording.ConstantOf(binary.LeftOperand);
        (object? Value, bool IsConstant) other = Wording.ConstantOf(binary.RightOperand);
        return other.IsConstant ? Compare(left, binary.OperatorKind, other.Value, binary.IsLifted)
            : one.IsConstant ? Compare(right, Turned(binary.OperatorKind), one.Value, binary.IsLifted)
            : Compare(left, binary.OperatorKind, right, binary.IsLifted);
    }

    private static (Condition Condition, bool IsNegated)? Compare((string Text, ImmutableArray<Slot> Slots) subject, BinaryOperatorKind kind, object? constant,
        bool isLifted) => (kind, constant) switch
    {
        (BinaryOperatorKind.Equals, _) => (Condition.IsEqual(subject.Text, constant, subject.Slots), false),
        (BinaryOperatorKind.NotEquals, _) => (Condition.IsEqual(subject.Text, constant, subject.Slots), true),
        (BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual or BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual, decimal) when isLifted =>
            All(Not(IsNull(subject)), Compare(subject, kind, constant, isLifted: false)),
        (BinaryOperatorKind.GreaterThan, decimal number) => (Condition.IsGreater(subject.Text, number, subject.Slots), false),
        (BinaryOperatorKind.GreaterThanOrEqual, decimal number) => (Condition.IsGreater(subject.Text, number - 1, subject.Slots), false),
        (BinaryOperatorKind.LessThan, decimal number) => (Condition.IsGreater(subject.Text, number - 1, subject.Slots), true),
        (BinaryOperatorKind.LessThanOrEqual, decimal number) => (Condition.IsGreater(subject.Text, number, subject.Slots), true),
        _ => Compare(subject, kind, (Condition.TextOf(constant), []), isLifted),
    };

    private static (Condition Condition, bool IsNegated)? Compare((string Text, ImmutableArray<Slot> Slots) left, BinaryOperatorKind kind,
        (string Text, ImmutableArray<Slot> Slots) right, bool isLifted)
    {
        ImmutableArray<Slot> slots = left.Slots.AddRange(right.Slots);
        switch (kind)
        {
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                (string first, string second) = string.CompareOrdinal(left.Text, right.Text) < 0 ? (left.Text, right.Text) : (right.Text, left.Text);
                return (Condition.Of($"({first} == {second})", slots), kind == BinaryOperatorKind.NotEquals);
            case BinaryOperatorKind.LessThan:
                return (Condition.Of($"({left.Text} < {right.Text})", slots), false);
            case BinaryOperatorKind.GreaterThan:
                return (Condition.Of($"({right.Text} < {left.Text})", slots), false);

            // For values that may be null, neither may hold.
            case BinaryOperatorKind.GreaterThanOrEqual:
                return isLifted ? (Condition.Of($"({right.Text} <= {left.Text})", slots), false) : (Condition.Of($"({left.Text} < {right.Text})", slots), true);
            case BinaryOperatorKind.LessThanOrEqual:
                return isLifted ? (Condition.Of($"({left.Text} <= {right.Text})", slots), false) : (Condition.Of($"({right.Text} < {left.Text})", slots), true);
            default:
                return (Condition.Of($"({left.Text} {kind} {right.Text})", slots), false);
        }
    }

    /// <summary>The elements of a tuple that is created where it is tested.</summary>
    private ImmutableArray<IOperation>? ElementsOf(IOperation value) => value switch
    {
        ITupleOperation tuple => tuple.Elements,
        IConversionOperation { IsImplicit: true } conversion => ElementsOf(conversion.Operand),
        IFlowCaptureReferenceOperation temporary when temporaries.Behind(temporary.Id) is { Count: 1 } behind => ElementsOf(behind[0]),
        _ => null,
    };

    private (Condition Condition, bool IsNegated)? Match(ImmutableArray<IOperation> elements, IRecursivePatternOperation pattern, int depth)
    {
        (Condition, bool)? all = (Condition.All(), false);
        for (int i = 0; i < pattern.DeconstructionSubpatterns.Length && i < elements.Length; i++)
        {
            IPatternOperation part = pattern.DeconstructionSubpatterns[i];
            all = part is IDiscardPatternOperation ? all
                : All(all, _wording.Of(elements[i]) is { } words ? Matches(words, elements[i].Type, part, depth - 1) : Unknown(part, []));
        }

        return all;
    }

    /// <summary>Whether the subject matches; if that can't be expressed otherwise, by the text of the pattern.</summary>
    private static (Condition Condition, bool IsNegated)? Matches((string Text, ImmutableArray<Slot> Slots) subject, ITypeSymbol? type,
        IPatternOperation pattern, int depth) =>
        depth == 0 ? null : Match(subject, type, pattern, depth) ?? Unknown(pattern, subject.Slots, subject.Text);

    private static (Condition Condition, bool IsNegated)? Unknown(IPatternOperation pattern, ImmutableArray<Slot> slots, string subject = "?") =>
        (Condition.Of($"{subject} is {pattern.Syntax}", slots), false);

    private static (Condition Condition, bool IsNegated)? Match((string Text, ImmutableArray<Slot> Slots) subject, ITypeSymbol? type,
        IPatternOperation pattern, int depth)
    {
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return Not(Matches(subject, type, negated.Pattern, depth - 1));
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                return All(Matches(subject, type, both.LeftPattern, depth - 1), Matches(subject, type, both.RightPattern, depth - 1));
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either:
                return Not(All(Not(Matches(subject, type, either.LeftPattern, depth - 1)), Not(Matches(subject, type, either.RightPattern, depth - 1))));
            case IConstantPatternOperation { Value.ConstantValue.Value: bool expected } when type?.SpecialType == SpecialType.System_Boolean:
                return (Condition.Of(subject.Text, subject.Slots), !expected);
            case IConstantPatternOperation constant:
                return Wording.ConstantOf(constant.Value) is (var value, true) ? Compare(subject, BinaryOperatorKind.Equals, value, isLifted: false) : null;
            case IRelationalPatternOperation relational:
                (Condition, bool)? compared = Wording.ConstantOf(relational.Value) is (var bound, true)
                    ? Compare(subject, relational.OperatorKind, bound, isLifted: false) : null;
                return type is { IsValueType: true } and not { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } ? compared
                    : All(Not(IsNull(subject)), compared);
            case ITypePatternOperation test:
                return IsOfType(subject, type, test.MatchedType);
            case IDeclarationPatternOperation { MatchesNull: false, MatchedType: { } declared }:
                return IsOfType(subject, type, declared);
            case IDiscardPatternOperation:
            case IDeclarationPatternOperation { MatchesNull: true }:
                return (Condition.All(), false);
            case IRecursivePatternOperation recursive:
                (Condition, bool)? ofType = IsOfType(subject, type, recursive.MatchedType);
                (Condition, bool)? ofParts = recursive.DeconstructionSubpatterns.IsEmpty ? ofType : All(ofType, HasParts(subject, recursive, depth));
                return recursive.PropertySubpatterns.Aggregate(ofParts, (all, part) => All(all, HasProperty(subject, part, depth)));
            case IListPatternOperation list:
                return All(IsNull(subject) is { } isNull && type?.IsReferenceType == true
                    ? Not(isNull) : (Condition.All(), false), Unknown(list, subject.Slots, subject.Text));
            default:
                return null;
        }
    }

    private static (Condition Condition, bool IsNegated)? HasProperty((string Text, ImmutableArray<Slot> Slots) subject, IPropertySubpatternOperation part,
        int depth) =>
        part.Member is IMemberReferenceOperation { Member: var member, Type: var type }
        && (member is IPropertySymbol property ? Steadiness.Of(property) : member is IFieldSymbol { IsVolatile: false } field
            ? Steadiness.IsSteady(field) : null) is { } isSteady
            ? Matches(($"{subject.Text}.{member.Name}", isSteady
                ? subject.Slots : subject.Slots.Add(new Slot(SlotKind.Outside, member))), type, part.Pattern, depth - 1)
            : Unknown(part.Pattern, subject.Slots, subject.Text);

    /// <summary>The parts of a tuple, or of a record, which has a property for each.</summary>
    private static (Condition Condition, bool IsNegated)? HasParts((string Text, ImmutableArray<Slot> Slots) subject, IRecursivePatternOperation pattern,
        int depth)
    {
        (Condition, bool)? all = (Condition.All(), false);
        for (int i = 0; i < pattern.DeconstructionSubpatterns.Length; i++)
        {
            IPatternOperation part = pattern.DeconstructionSubpatterns[i];
            if (part is IDiscardPatternOperation)
            {
                continue;
            }

            ISymbol? member = pattern switch
            {
                { MatchedType: INamedTypeSymbol { IsTupleType: true } tuple } when i < tuple.TupleElements.Length => tuple.TupleElements[i],
                { DeconstructSymbol: IMethodSymbol { Parameters: var parameters }, MatchedType.IsRecord: true } when i < parameters.Length =>
                    pattern.MatchedType.GetMembers(parameters[i].Name)
                        .FirstOrDefault(static member => member is IPropertySymbol property && Steadiness.Of(property) == true),
                _ => null,
            };
            all = All(all, member is null ? Unknown(part, subject.Slots, subject.Text)
                : Matches(($"{subject.Text}.{member.Name}", subject.Slots), part.NarrowedType, part, depth - 1));
        }

        return all;
    }

    private static (Condition Condition, bool IsNegated)? IsNull((string Text, ImmutableArray<Slot> Slots)? subject) =>
        subject is { } known ? (Condition.IsEqual(known.Text, null, known.Slots), false) : null;

    private static (Condition Condition, bool IsNegated)? IsOfType((string Text, ImmutableArray<Slot> Slots)? subject, ITypeSymbol? type, ITypeSymbol tested)
    {
        if (subject is not { } known)
        {
            return null;
        }

        ITypeSymbol? inner = Carriers.NotNull(type);
        return SymbolEqualityComparer.Default.Equals(inner, tested) || SymbolEqualityComparer.Default.Equals(type, tested)
            ? Not(IsNull(subject))
            : All(Not(IsNull(subject)), (Condition.Of($"{known.Text} is {tested.ToDisplayString()}", known.Slots), false));
    }

    private static (Condition Condition, bool IsNegated)? All((Condition Condition, bool IsNegated)? one, (Condition Condition, bool IsNegated)? other) =>
        one is not { } first || other is not { } second ? null
        : IsCertain(first) ? second
        : IsCertain(second) ? first
        : (Condition.All(first, second), false);

    /// <summary>Whether the condition has no parts, and so always holds.</summary>
    private static bool IsCertain((Condition Condition, bool IsNegated) condition) =>
        condition is { IsNegated: false, Condition: { Parts.IsEmpty: true, Subject: null, IsOfNothing: true } };

    private static (Condition Condition, bool IsNegated)? Not((Condition Condition, bool IsNegated)? condition, bool isOpposite = true) =>
        condition is var (known, isNegated) ? (known, isNegated != isOpposite) : null;

    private static BinaryOperatorKind Turned(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };

    /// <summary>Whatever the operator, a comparison with null tests for null.</summary>
    private static bool IsNullConstant(IOperation operation) => Wording.ConstantOf(operation) is (null, true);

    private static bool IsBoolean(IOperation operation) => operation.Type?.SpecialType == SpecialType.System_Boolean;
}

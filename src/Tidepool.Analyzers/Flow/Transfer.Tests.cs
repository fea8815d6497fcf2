using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Tests: their outcome where it is known, and what follows from it.</summary>
internal sealed partial class Transfer
{
    /// <summary>Notes the outcome of a condition, if that holds until a variable is assigned.</summary>
    internal PathState Assume(PathState state, IOperation condition, bool outcome)
    {
        if (_conditions.Of(condition) is not var (known, isNegated))
        {
            return state;
        }

        PathState assumed = state.With(known, outcome != isNegated);
        foreach ((string text, ImmutableArray<Slot> slots) in known.Subject is { } subject ? _copies.Of(subject) : [])
        {
            Condition same = known.About(text, slots);
            assumed = state[same] is null ? assumed.With(same, outcome != isNegated) : assumed;
        }

        return assumed;
    }

    public override Value VisitIsNull(IIsNullOperation operation, object? argument) => Outcome(operation, IsDefault(Visit(operation.Operand, argument)));

    public override Value VisitIsPattern(IIsPatternOperation operation, object? argument)
    {
        Value value = Visit(operation.Value, argument);
        UseInPattern(operation.Pattern, value);
        return Outcome(operation, Matches(operation.Pattern, value));
    }

    public override Value VisitIsType(IIsTypeOperation operation, object? argument)
    {
        HandOver(Visit(operation.ValueOperand, argument));
        return Outcome(operation, null);
    }

    public override Value VisitUnaryOperator(IUnaryOperation operation, object? argument)
    {
        Value operand = Visit(operation.Operand, argument);
        return operation.OperatorKind == UnaryOperatorKind.Not ? Value.Of(!operand.Boolean) : Outcome(operation, null);
    }

    public override Value VisitBinaryOperator(IBinaryOperation operation, object? argument)
    {
        Value left = Visit(operation.LeftOperand, argument);
        Value right = Visit(operation.RightOperand, argument);
        if (operation.Type is { TypeKind: TypeKind.Pointer })
        {
            return Value.Of([left, right]);
        }

        if (left.Handle is { IsArray: true } != right.Handle is { IsArray: true } && left.Kind != ValueKind.Default && right.Kind != ValueKind.Default)
        {
            // Whether it is the rented array or another one decides whether it is returned.
            HandOver(left);
            HandOver(right);
        }

        return Outcome(operation, operation.OperatorKind switch
        {
            BinaryOperatorKind.Equals => AreEqual(left, right),
            BinaryOperatorKind.NotEquals => !AreEqual(left, right),
            BinaryOperatorKind.ExclusiveOr => left.Boolean ^ right.Boolean,
            BinaryOperatorKind.And => left.Boolean & right.Boolean,
            BinaryOperatorKind.Or => left.Boolean | right.Boolean,
            _ => null,
        });
    }

    private Value Outcome(IOperation operation, bool? outcome)
    {
        if (outcome is null && _conditions.Of(operation) is var (condition, isNegated))
        {
            outcome = _state[condition] ^ isNegated;
        }

        return Value.Of(outcome);
    }

    /// <summary>A variable gets the outcome of a test that is also made elsewhere: from here on, what is known of one is known of the other.</summary>
    private Value Decide(IOperation test, Value value)
    {
        if (value.Kind != ValueKind.Unknown || _hasEnded || test.Type?.SpecialType != SpecialType.System_Boolean
            || _conditions.Of(test) is not var (condition, isNegated) || !_questions.AreRepeated(condition))
        {
            return value;
        }

        bool outcome = _choices.Choose();
        _state = _state.With(condition, outcome != isNegated);
        return Value.Of(outcome);
    }

    /// <summary>Whether the method compares what it is called on, or its first argument, with its last.</summary>
    private static bool IsEquality(IMethodSymbol method) =>
        method is { Name: "Equals", ReturnType.SpecialType: SpecialType.System_Boolean, Parameters.Length: 1 or 2 };

    private bool? Compare(IInvocationOperation equality, Value instance)
    {
        Value[] compared = [.. equality.Arguments.Where(_given.ContainsKey).Select(argument => _given[argument])];
        return compared.Length switch
        {
            1 => AreEqual(instance, compared[0]),
            2 => AreEqual(compared[0], compared[1]),
            _ => null,
        };
    }

    private static bool? IsDefault(Value value) => value.Kind switch
    {
        ValueKind.Default => true,
        ValueKind.Handle when value.Rental is { MayBeNull: true } => null,
        ValueKind.Handle or ValueKind.True or ValueKind.False => false,
        _ => null,
    };

    private static bool? AreEqual(Value left, Value right)
    {
        if (left.Boolean is { } one && right.Boolean is { } other)
        {
            return one == other;
        }

        // A flag that is neither true nor false is null.
        return left.Kind is ValueKind.Default ? IsDefault(right)
            : right.Kind is ValueKind.Default ? IsDefault(left)
            : left.Handle is { } rental && rental == right.Handle ? true : null;
    }

    /// <summary>A pattern looks at properties of the lease or stream, most of which throw after the return.</summary>
    private void UseInPattern(IPatternOperation pattern, Value value)
    {
        if (value.Handle is not { IsArray: false } rental)
        {
            return;
        }

        foreach (IPropertyReferenceOperation part in pattern.Descendants().OfType<IPropertyReferenceOperation>())
        {
            bool isUse = rental.Kind == RentalKind.Owner ? IsUseOfOwner(part.Property) : part.Property.Name is not ("IsReturned" or "IsAllocated");
            if (isUse && (_types.IsHandle(part.Property.ContainingType) || _types.IsOwner(part.Property.ContainingType)))
            {
                UseHandle(rental, pattern);
            }
        }
    }

    private bool? Matches(IPatternOperation pattern, Value value)
    {
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                return !Matches(negated.Pattern, value);
            case IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }:
                return IsDefault(value);
            case IConstantPatternOperation { Value.ConstantValue.Value: bool expected }:
                return value.Boolean == expected ? true : value.Boolean is null ? null : false;
            case IDeclarationPatternOperation { DeclaredSymbol: { } variable } declaration:
                Store(new Slot(SlotKind.Local, variable), value);
                return declaration.MatchesNull ? true : !IsDefault(value);
            case IRecursivePatternOperation { DeclaredSymbol: { } variable } recursive:
                Store(new Slot(SlotKind.Local, variable), value);
                return IsDefault(value) == true ? false : recursive.PropertySubpatterns.IsEmpty && recursive.DeconstructionSubpatterns.IsEmpty
                    ? !IsDefault(value) : null;
            case IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true }:
                return !IsDefault(value);
            default:
                return null;
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Locals that say how far the method has come: a state, an error, a count.</summary>
internal sealed partial class Transfer
{
    public override Value VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation, object? argument)
    {
        Step(operation.Target, operation, operation.Kind == OperationKind.Increment);
        return Value.Unknown;
    }

    public override Value VisitCompoundAssignment(ICompoundAssignmentOperation operation, object? argument)
    {
        HandOver(Visit(operation.Value, argument));
        bool? isUp = Wording.ConstantOf(operation.Value).Value is decimal and > 0
            ? operation.OperatorKind switch
            {
                BinaryOperatorKind.Add => true,
                BinaryOperatorKind.Subtract => false,
                _ => null,
            }
            : null;
        Step(operation.Target, operation, isUp);
        return Value.Unknown;
    }

    /// <summary>The target changes: to a greater value, to a less one, or to any.</summary>
    /// <remarks>A count that was zero, and has gone up since, isn't zero; by how much it has gone up isn't followed, or loops would have no end.</remarks>
    private void Step(IOperation target, IOperation by, bool? isUp)
    {
        string? counter = target is ILocalReferenceOperation { Local: { IsRef: false } local } && !_captures.IsOpaque(local) ? local.Name : null;
        (Condition Condition, bool Fact)?[] kept =
        [
            .. isUp is { } up && counter is not null ? _state.Facts.Where(fact => fact.Key.Subject == counter).Select(fact => fact.Key.After(fact.Value, up)) : [],
        ];
        Assign(target, Value.Unknown, by);
        foreach ((Condition Condition, bool Fact)? fact in kept)
        {
            _state = fact is var (condition, outcome) ? _state.With(condition, outcome) : _state;
        }
    }

    /// <summary>Notes what a variable has from here on, if that is a constant or can't be null, and the method asks for it.</summary>
    private void NoteAssigned(Slot slot, IOperation value)
    {
        if (!_questions.AreOf(slot))
        {
            return;
        }

        if (Wording.ConstantOf(value) is (var constant, true))
        {
            _state = constant is null or bool ? _state : _state.With(Condition.IsEqual(Condition.NameOf(slot), constant, [slot]), true);
        }
        else if (IsNeverNull(Origin(value)))
        {
            _state = _state.With(Condition.IsEqual(Condition.NameOf(slot), null, [slot]), false);
        }
    }

    /// <summary>Whether the value is new, or of a method that says it gives no null.</summary>
    private static bool IsNeverNull(IOperation value) => value switch
    {
        IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation or IInterpolatedStringOperation or IDelegateCreationOperation or IInstanceReferenceOperation or ITypeOfOperation => true,
        IInvocationOperation call => call.TargetMethod is { ReturnNullableAnnotation: NullableAnnotation.NotAnnotated, ReturnType.IsReferenceType: true },
        _ => false,
    };
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Locals that track the progress of the method: a state, an error, a count.</summary>
internal sealed partial class Transfer
{
    public override Value VisitIncrementOrDecrement(IIncrementOrDecrementOperation operation, object? argument)
    {
        Step(operation.Target, operation, operation.Kind == OperationKind.Increment ? 1 : -1);
        return Value.Unknown;
    }

    public override Value VisitCompoundAssignment(ICompoundAssignmentOperation operation, object? argument)
    {
        HandOver(Visit(operation.Value, argument));
        decimal? step = Wording.ConstantOf(operation.Value).Value is decimal and > 0 and var amount
            ? operation.OperatorKind switch
            {
                BinaryOperatorKind.Add => amount,
                BinaryOperatorKind.Subtract => -amount,
                _ => null,
            }
            : null;
        Step(operation.Target, operation, step);
        return Value.Unknown;
    }

    /// <summary>The target changes: by a known step, or to any value.</summary>
    private void Step(IOperation target, IOperation by, decimal? step)
    {
        string? counter = target is ILocalReferenceOperation { Local: { IsRef: false } local } && !_captures.IsOpaque(local) ? local.Name : null;
        KeyValuePair<Condition, bool>[] known = step is null || counter is null ? [] : [.. _state.Facts.Where(fact => fact.Key.Subject == counter)];
        Assign(target, Value.Unknown, by);
        foreach (KeyValuePair<Condition, bool> fact in known)
        {
            if (fact.Key.After(fact.Value, step > 0) is var (condition, outcome))
            {
                _state = _state.With(condition, outcome);
            }

            if (fact.Value && fact.Key.Plus(step ?? 0) is { } sum)
            {
                _state = _state.With(sum, true);
            }
        }
    }

    /// <summary>Records a variable's value from here on if it is a constant or can't be null, and the method tests the variable.</summary>
    private void NoteAssigned(IOperation target, IOperation value)
    {
        if (_conditions.WordsFor(target) is var (subject, slots))
        {
            NoteAssigned(subject, slots, target.Type, value);
        }
    }

    /// <summary>The same for a temporary.</summary>
    private void NoteCaptured(CaptureId temporary, IOperation value)
    {
        (string subject, ImmutableArray<Slot> slots) = _conditions.WordsFor(temporary);
        NoteAssigned(subject, slots, value.Type, value);
    }

    private void NoteAssigned(string subject, ImmutableArray<Slot> slots, ITypeSymbol? type, IOperation value)
    {
        (object? constant, bool isConstant) = Wording.ConstantOf(Origin(value));
        if (isConstant && type?.SpecialType == SpecialType.System_Boolean)
        {
            _state = constant is bool outcome ? _state.With(Condition.Of(subject, slots), outcome) : _state;
        }
        else if (!_questions.AreOf(subject))
        {
            return;
        }
        else if (isConstant || IsNullDefault(Origin(value)))
        {
            _state = _state.With(Condition.IsEqual(subject, constant, slots), true);
        }
        else
        {
            if (IsNeverNull(Origin(value)) || _proofs.IsNotNull(Origin(value)))
            {
                _state = _state.With(Condition.IsEqual(subject, null, slots), false);
            }

            NoteSame(subject, slots, value);
        }
    }

    /// <summary>What is known of a value is known of the variable that receives it.</summary>
    private void NoteSame(string subject, ImmutableArray<Slot> slots, IOperation value)
    {
        if (_conditions.WordsFor(value) is not (var source, _))
        {
            return;
        }

        foreach (KeyValuePair<Condition, bool> fact in _state.Facts.Where(fact => fact.Key.Subject == source))
        {
            _state = _state.With(fact.Key.About(subject, slots), fact.Value);
        }

        if (Condition.IsSize(source))
        {
            _state = _state.With(Condition.IsGreater(subject, -1, slots), true);
        }
    }

    private static bool IsNullDefault(IOperation value) =>
        value is IDefaultValueOperation { Type: { IsReferenceType: true }
            or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } };

    /// <summary>Whether the value is new, caught, or returned by a method whose result is declared not to be null.</summary>
    private static bool IsNeverNull(IOperation value) => value switch
    {
        ICaughtExceptionOperation => true,
        { Type: { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } } => true,
        ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declarations } => declarations[0].GetSyntax() is CatchDeclarationSyntax,
        IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation or IInterpolatedStringOperation or IDelegateCreationOperation
            or IInstanceReferenceOperation or ITypeOfOperation => true,
        IInvocationOperation call => call.TargetMethod is { ReturnNullableAnnotation: NullableAnnotation.NotAnnotated, ReturnType.IsReferenceType: true },
        _ => false,
    };
}

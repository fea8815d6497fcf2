using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
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
    private void NoteAssigned(IOperation target, IOperation value)
    {
        if (_conditions.WordsFor(target) is not (var subject, var slots))
        {
            return;
        }

        (object? constant, bool isConstant) = Wording.ConstantOf(Origin(value));
        if (isConstant && target.Type?.SpecialType == SpecialType.System_Boolean)
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
        else if (IsNeverNull(Origin(value)) || _proofs.IsNotNull(Origin(value)))
        {
            _state = _state.With(Condition.IsEqual(subject, null, slots), false);
        }
        else if (_conditions.WordsFor(value) is (var source, _))
        {
            foreach (KeyValuePair<Condition, bool> fact in _state.Facts.Where(fact => fact.Key.Subject == source))
            {
                _state = _state.With(fact.Key.About(subject, slots), fact.Value);
            }
        }
    }

    private static bool IsNullDefault(IOperation value) =>
        value is IDefaultValueOperation { Type: { IsReferenceType: true }
            or INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } };

    /// <summary>Whether the value is new, caught, or of a method that says it gives no null.</summary>
    private static bool IsNeverNull(IOperation value) => value switch
    {
        ICaughtExceptionOperation => true,
        { Type: { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T } } => true,
        ILocalReferenceOperation { Local.DeclaringSyntaxReferences: { Length: 1 } declarations } => declarations[0].GetSyntax() is CatchDeclarationSyntax,
        IObjectCreationOperation or IArrayCreationOperation or IAnonymousObjectCreationOperation or IInterpolatedStringOperation or IDelegateCreationOperation or IInstanceReferenceOperation or ITypeOfOperation => true,
        IInvocationOperation call => call.TargetMethod is { ReturnNullableAnnotation: NullableAnnotation.NotAnnotated, ReturnType.IsReferenceType: true },
        _ => false,
    };
}

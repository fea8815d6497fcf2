using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Assignments: which place gets a value, and whether it outlives the method.</summary>
internal sealed partial class Transfer
{
    public override Value VisitSimpleAssignment(ISimpleAssignmentOperation operation, object? argument)
    {
        Value value = Decide(operation.Value, Visit(operation.Value, argument));
        if (!_hasEnded)
        {
            Assign(operation.Target, value, operation);
        }

        return value;
    }

    public override Value VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation, object? argument)
    {
        HandOver(Visit(operation.Value, argument));
        Assign(operation.Target, Value.Unknown, operation);
        return Value.Unknown;
    }

    /// <summary>Gives a value to what stands left of an assignment, or to an <c>out</c> argument.</summary>
    private void Assign(IOperation target, Value value, IOperation by)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value, by);
                break;
            case ILocalReferenceOperation { Local: var alias } when _captures.BehindAlias(alias) is var variable && !SymbolEqualityComparer.Default.Equals(variable, alias):
                if (by is not ISimpleAssignmentOperation { IsRef: true })
                {
                    AssignVariable(variable, alias.Type, variable is IParameterSymbol { RefKind: not RefKind.None }, value, by);
                }

                break;
            case ILocalReferenceOperation { Local.IsRef: true } reference when by is not ISimpleAssignmentOperation { IsRef: true }:
                UseView(_state[new Slot(SlotKind.Local, reference.Local)], reference);
                HandOver(value);
                break;
            case ILocalReferenceOperation local:
                AssignVariable(local.Local, local.Local.Type, isReference: false, value, by);
                break;
            case IParameterReferenceOperation parameter:
                AssignVariable(parameter.Parameter, parameter.Parameter.Type, parameter.Parameter.RefKind != RefKind.None, value, by);
                break;
            case IFlowCaptureReferenceOperation temporary:
                foreach (IOperation behind in _temporaries.Behind(temporary.Id))
                {
                    Assign(behind, value, by);
                }

                break;
            case ITupleOperation tuple:
                foreach (IOperation element in tuple.Elements)
                {
                    Assign(element, Value.Unknown, by);
                }

                break;
            case IMemberReferenceOperation member:
                AssignMember(member, value, by);
                break;
            case IDiscardOperation:
                break;
            default:
                Visit(target, null);
                HandOver(value);
                break;
        }
    }

    private void AssignVariable(ISymbol variable, ITypeSymbol type, bool isReference, Value value, IOperation by)
    {
        Slot slot = new(SlotKind.Local, variable);
        bool isOwn = !isReference && !_captures.IsOuter(variable) && !_captures.IsOpaque(variable);
        if (!isOwn)
        {
            HandOver(value);
            StoreOutside(variable is IParameterSymbol { RefKind: not RefKind.None } ? variable : null, value, by);
            value = Value.Unknown;
        }
        else if (_captures.IsShared(variable))
        {
            HandOver(value);
        }

        TellReplaced(slot, value, by);
        Store(slot, value.Kind is ValueKind.View && !CanKeepView(type, by) ? Value.Unknown : value);
        if (isOwn && by is ISimpleAssignmentOperation { IsRef: false } assignment)
        {
            NoteAssigned(assignment.Target, assignment.Value);
        }
    }

    private void AssignMember(IMemberReferenceOperation member, Value value, IOperation by)
    {
        Visit(member.Instance, null);
        if (member is IPropertyReferenceOperation property)
        {
            foreach (IArgumentOperation index in property.Arguments)
            {
                Visit(index.Value, null);
            }
        }

        HandOver(value);
        _state = _state.WithoutFactsOf(new Slot(SlotKind.Outside, member.Member));
        if (by is ISimpleAssignmentOperation { IsRef: false } assigned)
        {
            NoteAssigned(member, assigned.Value);
        }

        bool isKept = member.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };
        StoreOutside(isKept && IsStorage(member.Member) ? member.Member : null, value, by);
        if (member is IPropertyReferenceOperation { Property: { IsIndexer: true } indexer } && by is ISimpleAssignmentOperation assignment && IsOfFramework(indexer) && PlaceOf(member.Instance) is { } collection)
        {
            KeepBytes(collection, by, value, assignment.Value);
        }
    }

    /// <summary>Notes what a field, or a variable of the caller, has now.</summary>
    private void StoreOutside(ISymbol? place, Value value, IOperation by)
    {
        if (place is not null)
        {
            Slot slot = new(SlotKind.Outside, place);
            if (by is ISimpleAssignmentOperation assignment && CanBeHandedOut(value, assignment.Value))
            {
                Keep(slot, value, by);
                return;
            }

            _state = _state.With(slot, value.Kind is ValueKind.View or ValueKind.Work ? value with { At = by } : Value.Unknown);
        }
    }

    private void Store(Slot slot, Value value)
    {
        _state = _state.WithoutFactsOf(slot);
        if (value.Boolean is { } known)
        {
            _state = _state.With(Condition.Of(slot), known);
            value = Value.Unknown;
        }

        _state = _state.With(slot, value);
    }

    /// <summary>Whether the member keeps what it is given: a field, or a property that has one.</summary>
    private static bool IsStorage(ISymbol member) =>
        member is IFieldSymbol
        || (member is IPropertySymbol && member.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member)));

    /// <summary>Whether a variable of the type can have a view: an element taken out of a span can't be told from one by its origin.</summary>
    private bool CanKeepView(ITypeSymbol type, IOperation by) =>
        _types.IsView(type) || type.TypeKind == TypeKind.Delegate || type.IsTupleType || by is ISimpleAssignmentOperation { IsRef: true };
}

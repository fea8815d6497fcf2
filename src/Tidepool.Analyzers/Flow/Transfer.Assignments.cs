using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Assignments: which place gets a value, and whether it outlives the method.</summary>
internal sealed partial class Transfer
{
    public override Value VisitSimpleAssignment(ISimpleAssignmentOperation operation, object? argument)
    {
        Value value = CopiedView(operation) ?? Visit(operation.Value, argument);
        value = _conditions.IsOtherName(operation.Target) ? value : Decide(operation.Value, value);
        if (!_hasEnded)
        {
            Assign(operation.Target, value, operation);
        }

        return value;
    }

    /// <summary>The view that one local gets from another: copying it reads none of its bytes.</summary>
    private Value? CopiedView(ISimpleAssignmentOperation copy)
    {
        IOperation source = copy.Value is IConversionOperation { Operand: var converted } conversion && _types.IsView(conversion.Type) ? converted : copy.Value;
        return copy is { IsRef: false, Target: ILocalReferenceOperation { Local.IsRef: false } }
            && source is ILocalReferenceOperation { Local: { IsRef: false } local, Type: var type } && _types.IsView(type)
            && _state[new Slot(SlotKind.Local, _captures.BehindAlias(local))] is { Kind: ValueKind.View } view
            ? view : null;
    }

    /// <summary>Gives a value to the target of an assignment, or to an <c>out</c> argument.</summary>
    private void Assign(IOperation target, Value value, IOperation by)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                Assign(declaration.Expression, value, by);
                break;
            case ILocalReferenceOperation { Local: var alias } when _captures.BehindAlias(alias) is var variable
                && !SymbolEqualityComparer.Default.Equals(variable, alias):
                if (by is not ISimpleAssignmentOperation { IsRef: true })
                {
                    AssignVariable(variable, alias.Type, variable is IParameterSymbol { RefKind: not RefKind.None }, value, by);
                }

                break;
            case ILocalReferenceOperation { Local.IsRef: true } reference when by is not ISimpleAssignmentOperation { IsRef: true }:
                UseView(_state[new Slot(SlotKind.Local, reference.Local)], reference);
                HandOver(value);
                if (_types.IsHandle(Carriers.NotNull(reference.Type)))
                {
                    // The field or element that it refers to gets the lease.
                    ForgetFields();
                    _state = _state.With(new Slot(SlotKind.Local, reference.Local), value.Handle is null ? Value.Unknown : value);
                }

                break;
            case ILocalReferenceOperation local:
                AssignVariable(local.Local, local.Local.Type, isReference: false, value, by);
                break;
            case IParameterReferenceOperation parameter:
                AssignVariable(parameter.Parameter, parameter.Parameter.Type, IsOfCaller(parameter.Parameter), value, by);
                break;
            case IFlowCaptureReferenceOperation temporary:
                foreach (IOperation behind in _temporaries.Behind(temporary.Id))
                {
                    Assign(behind, value, by);
                }

                break;
            case ITupleOperation:
                AssignParts(target, value, null, by);
                break;
            case IArrayElementReferenceOperation element:
                AssignElement(element, value, by);
                break;
            case IMemberReferenceOperation member:
                AssignMember(member, value, by);
                break;
            case IInstanceReferenceOperation:
                HandOver(value);
                ForgetFields();
                break;
            case IDiscardOperation:
                LetGo(value, by is ISimpleAssignmentOperation discard ? Origin(discard.Value) : by);
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
        if (_captures.IsShared(variable))
        {
            ForgetCaptured(_state[slot]);
        }

        if (value.Kind == ValueKind.Work)
        {
            // A function that captures the variable may await the task.
            value = _captures.IsShared(variable) ? Value.Unknown : value with { At = by is ISimpleAssignmentOperation begun ? Origin(begun.Value) : by };
        }

        Store(slot, value.Kind is ValueKind.View && !CanKeepView(type, by) ? Value.Unknown : value);
        if (isOwn && by is ISimpleAssignmentOperation { IsRef: false } assignment)
        {
            NoteAssigned(assignment.Target, assignment.Value);
        }
    }

    /// <summary>Whether the parameter refers to a variable of the caller. The parameter for which a method is followed doesn't count, since its own value at
    /// the end is wanted.</summary>
    private bool IsOfCaller(IParameterSymbol parameter) =>
        parameter.RefKind != RefKind.None && !SymbolEqualityComparer.Default.Equals(parameter, _followed);

    private void AssignElement(IArrayElementReferenceOperation element, Value value, IOperation by)
    {
        UseArray(Visit(element.ArrayReference, null), element);
        foreach (IOperation index in element.Indices)
        {
            Visit(index, null);
        }

        HandOver(value);
        ForgetReferences(value);
        _state = _state.WithoutFactsOf(Wording.ElementsOfArrays);
        if (!PutAt(element.ArrayReference, element.Indices, value) && PlaceOf(element.ArrayReference) is { } place
            && by is ISimpleAssignmentOperation assignment)
        {
            KeepBytes(place, by, value, assignment.Value);
        }
    }

    private void AssignMember(IMemberReferenceOperation member, Value value, IOperation by)
    {
        UseOwner(IsAboutView(member) ? Value.Unknown : Visit(member.Instance, null), member.Member, member);
        ImmutableArray<IOperation> indices = [];
        if (member is IPropertyReferenceOperation property)
        {
            indices = [.. property.Arguments.Select(static index => index.Value)];
            foreach (IOperation index in indices)
            {
                Visit(index, null);
            }
        }

        WriteField(member, value);
        ForgetReferences(value);
        if (member is IPropertyReferenceOperation { Property: var written } && RunsCode(written))
        {
            ForgetFields();
        }

        bool isPart = member.Instance?.Type?.IsTupleType == true;
        if (!isPart)
        {
            HandOver(value);
        }

        _state = _state.WithoutFactsOf(new Slot(SlotKind.Outside, member.Member));
        if (by is ISimpleAssignmentOperation { IsRef: false } assigned)
        {
            NoteAssigned(member, assigned.Value);
        }

        bool isKept = IsOwn(member);
        StoreOutside(isKept && Storage.IsStorage(member.Member) ? member.Member : null, value, by);
        if (isKept || by is not ISimpleAssignmentOperation assignment)
        {
            return;
        }

        bool isFilled = member.Member is IPropertySymbol { IsIndexer: true } indexer
            ? IsOfFramework(indexer) && PutAt(member.Instance, indices, value)
            : PutIntoRefStruct(member, value)
                || Refill(member.Instance, contents => contents.With(isPart ? IndexOf(member.Member) : member.Member, value));
        if (!isFilled)
        {
            HandOver(value);
            bool isStored = member.Member is IPropertySymbol { IsIndexer: true } own ? IsOfFramework(own) : Storage.IsStorage(member.Member);
            if (isStored && PlaceOf(member.Instance) is { } place)
            {
                KeepBytes(place, by, value, assignment.Value);
                KeepHandle(place, value, assignment);
            }
        }
    }

    /// <summary>A <c>ref struct</c> of this compilation is a view of whatever one of its members was last assigned.</summary>
    private bool PutIntoRefStruct(IMemberReferenceOperation member, Value value)
    {
        if (member.Instance is not { Type: { IsRefLikeType: true } type } instance || IsOfFramework(type) || SlotOf(instance) is not { } slot)
        {
            return false;
        }

        if (_types.Carriers.CanCarry(member.Type) || value.Kind == ValueKind.View)
        {
            _state = _state.With(slot, value.Kind == ValueKind.View ? value : Value.Unknown);
        }

        return true;
    }

    /// <summary>Puts a value at a place of a collection; if the place isn't known, any earlier value may be overwritten.</summary>
    private bool PutAt(IOperation? collection, ImmutableArray<IOperation> indices, Value value)
    {
        object? index = ConstantIndexOf(indices);
        return Refill(collection, contents => index is null ? (contents with { Parts = [], IsMixed = true }).With(null, value) : contents.With(index, value));
    }

    /// <summary>Notes the new value of a field, or of a variable of the caller.</summary>
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

            _state = _state.With(slot, value.Bytes.Any() ? Value.Of(value.Bytes) with { At = by } : Value.Unknown);
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

    /// <summary>Whether a variable of the type can hold a view.</summary>
    private bool CanKeepView(ITypeSymbol type, IOperation by) =>
        _types.Carriers.CanCarry(type) || type is IArrayTypeSymbol || by is ISimpleAssignmentOperation { IsRef: true };
}

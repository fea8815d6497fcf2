using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Leases and arrays in fields of the method's own object or type.</summary>
/// <remarks>A field keeps its last known value until other code runs: that code may assign the field, and nothing is known of it then.</remarks>
internal sealed partial class Transfer
{
    private static Slot SlotOf(IFieldSymbol field) => new(SlotKind.Field, field);

    private Value ReadField(IFieldReferenceOperation operation)
    {
        IFieldSymbol field = operation.Field;
        if (!IsOwn(operation) || field.IsVolatile || field.ContainingType.IsTupleType || IsByReference(operation))
        {
            return Value.Unknown;
        }

        Slot slot = SlotOf(field);
        if (_state[slot] is { Kind: ValueKind.Unknown })
        {
            return operation.Type is { } type && IsReceived(field, type) ? Receive(slot, field, type, operation) : Value.Unknown;
        }

        // A method that reads the field is aware of what it has stored there.
        Forget(kept => kept.Kind == SlotKind.Outside && Equals(kept.Key, field), isReturnedToo: true);
        return _state[slot];
    }

    /// <summary>A field of the method's own object or type is assigned.</summary>
    private void WriteField(IMemberReferenceOperation member, Value value)
    {
        if (member is IFieldReferenceOperation { Field: { IsVolatile: false } field } && IsOwn(member))
        {
            _state = _state.With(SlotOf(field), value.Handle is null ? Value.Unknown : value with { At = null });
        }
    }

    /// <summary>Whether a variable or field of the type is followed although its value comes from elsewhere: leases, streams and writers are, arrays only if
    /// the method returns them.</summary>
    private bool IsReceived(ISymbol place, ITypeSymbol type) =>
        _types.IsHandle(type) || _types.IsOwner(type) || (IsArrayOfBytes(type) && _captures.IsReturned(place));

    /// <summary>Other code runs, which may assign fields, what references refer to, and the parameters of a primary constructor.</summary>
    private void ForgetFields()
    {
        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            bool isForgotten = value.Key.Kind == SlotKind.Field
                ? value.Key.Key is IFieldSymbol field && !(field.IsReadOnly && IsEndedByReturn(field.Type))
                : IsReferenceOutside(value.Key)
                    || (value.Key is { Kind: SlotKind.Local, Key: IParameterSymbol parameter } && Captures.IsOfObject(parameter));
            if (isForgotten)
            {
                _state = _state.With(value.Key, Value.Unknown);
            }
        }
    }

    /// <summary>A field or element gets a lease: a reference to a place outside the method may be one to that place.</summary>
    private void ForgetReferences(Value value)
    {
        if (value.Handle is not null)
        {
            foreach (Slot slot in _state.Values.Select(static known => known.Key).Where(IsReferenceOutside))
            {
                _state = _state.With(slot, Value.Unknown);
            }
        }
    }

    /// <summary>Whether the slot holds what a reference local refers to. A reference to a variable of the method has no slot of its own.</summary>
    private bool IsReferenceOutside(Slot slot) => slot is { Kind: SlotKind.Local, Key: ILocalSymbol { IsRef: true } local }
        && _types.IsHandle(Carriers.NotNull(local.Type));

    /// <summary>Whether a returned value of the type stays returned: an allocator may be used again.</summary>
    private bool IsEndedByReturn(ITypeSymbol type) => _types.IsLease(type) || IsArrayOfBytes(type);

    private bool MayAssignFields(IInvocationOperation call) =>
        _types.KindOf(call.TargetMethod) == CallKind.Other
        && !_types.IsOwn(call.TargetMethod.ContainingType)
        && (!IsOfFramework(call.TargetMethod) || MayUseWhatIsKept(call));

    private static bool RunsCode(IPropertySymbol property) => !IsOfFramework(property) && !Storage.IsStorage(property)
        && property.ContainingNamespace?.Name != "Tidepool";
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Calls: what a pool's and a lease's members do, and what other methods give.</summary>
internal sealed partial class Transfer
{
    public override Value VisitInvocation(IInvocationOperation operation, object? argument)
    {
        Value instance = Visit(operation.Instance, argument);
        CallKind kind = _types.KindOf(operation.TargetMethod);
        switch (kind)
        {
            case CallKind.Return or CallKind.Dispose when instance.Handle is { } rental:
                GiveBack(rental, operation, isStrict: kind == CallKind.Return);
                return Value.Unknown;
            case CallKind.ResizeArray:
                Resize(operation);
                return Value.Unknown;
            case CallKind.ReturnArray:
                ReturnArray(operation);
                return Value.Unknown;
        }

        HandOverToExtension(instance, operation.TargetMethod, operation);
        Value lent = VisitArguments(operation.Arguments, operation.TargetMethod);
        LetOthersAct(operation);
        KeepInCollection(operation);
        MayThrow();
        if (_types.NeverReturns(operation.TargetMethod))
        {
            _hasEnded = true;
            return Value.Unknown;
        }

        return kind switch
        {
            CallKind.Rent => Rent(operation, RentalKind.Lease),
            CallKind.RentArray => Rent(operation, RentalKind.Array),
            CallKind.CreateAllocator => Rent(operation, RentalKind.Lease, LeaseStatus.Idle),
            CallKind.RentAsync => new Value(ValueKind.Pending, At: operation),
            CallKind.TryRent => TryRent(operation),
            CallKind.Allocate when instance.Handle is { } rental => Allocate(rental, operation),
            _ => ResultOf(operation, instance, lent),
        };
    }

    public override Value VisitPropertyReference(IPropertyReferenceOperation operation, object? argument)
    {
        if (operation.Property.Name is "Length" or "IsEmpty" && operation.Instance is ILocalReferenceOperation local && _types.IsView(local.Type))
        {
            // The length lies in the span itself; no byte of the buffer is read.
            return Outcome(operation, null);
        }

        LookAt(operation.Property, operation);
        Value instance = Visit(operation.Instance, argument);
        foreach (IArgumentOperation index in operation.Arguments)
        {
            HandOver(Visit(index.Value, argument));
        }

        HandOverToExtension(instance, operation.Property, operation);
        if (instance.Handle is { Kind: not RentalKind.Array } rental)
        {
            return PropertyOf(rental, operation);
        }

        MayThrow();
        return instance.Kind switch
        {
            ValueKind.Default when operation.Property.Name is "HasValue" => Value.Of(false),
            ValueKind.Default when operation.Property.Name is "IsReturned" => Value.Of(true),
            ValueKind.View when _types.IsView(operation.Type) || operation.Parent is ISimpleAssignmentOperation { IsRef: true } => instance,
            ValueKind.Pending when operation.Property.Name is "Result" => Rent(instance.At ?? operation, RentalKind.Lease),
            _ => Outcome(operation, null),
        };
    }

    public override Value VisitImplicitIndexerReference(IImplicitIndexerReferenceOperation operation, object? argument)
    {
        Value instance = Visit(operation.Instance, argument);
        Visit(operation.Argument, argument);
        return instance.Kind == ValueKind.View && _types.IsView(operation.Type) ? instance : Value.Unknown;
    }

    public override Value VisitFieldReference(IFieldReferenceOperation operation, object? argument)
    {
        LookAt(operation.Field, operation);
        Visit(operation.Instance, argument);
        return Outcome(operation, null);
    }

    public override Value VisitArrayElementReference(IArrayElementReferenceOperation operation, object? argument)
    {
        Visit(operation.ArrayReference, argument);
        foreach (IOperation index in operation.Indices)
        {
            Visit(index, argument);
        }

        MayThrow();
        return Outcome(operation, null);
    }

    public override Value VisitObjectCreation(IObjectCreationOperation operation, object? argument)
    {
        if (operation.Arguments.IsEmpty && _types.IsHandle(operation.Type))
        {
            return Value.Default;
        }

        Value lent = operation.Constructor is { } constructor ? VisitArguments(operation.Arguments, constructor) : Value.Unknown;
        MayThrow();
        return lent.Kind == ValueKind.View && _types.IsView(operation.Type) ? lent : Value.Unknown;
    }

    public override Value VisitAwait(IAwaitOperation operation, object? argument)
    {
        Value awaited = Visit(operation.Operation, argument);
        LetOthersAct(operation);
        MayThrow();
        switch (awaited)
        {
            case { Kind: ValueKind.Pending }:
                return Rent(awaited.At ?? operation, RentalKind.Lease);
            case { Kind: ValueKind.Work, Rental: { } rental }:
                UseHandle(rental, operation);
                FinishWork(rental);
                return Value.Unknown;
            default:
                return Value.Unknown;
        }
    }

    /// <summary>The receiver of a member in an <c>extension</c> block is an argument like any other.</summary>
    private void HandOverToExtension(Value receiver, ISymbol member, IOperation use)
    {
        if (receiver.Handle is { } rental && member.ContainingType.IsExtension)
        {
            UseHandle(rental, use);
            HandOver(receiver);
        }
    }

    private void MayThrow()
    {
        if (!_hasEnded)
        {
            _throwing?.Invoke(_state);
        }
    }

    private Value TryRent(IInvocationOperation operation)
    {
        bool isGranted = _choices.Choose();
        Value lease = isGranted ? Rent(operation, RentalKind.Lease) : Value.Default;
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            if (argument.Parameter?.RefKind == RefKind.Out)
            {
                Assign(argument.Value, lease, argument);
            }
        }

        return Value.Of(isGranted);
    }

    private Value PropertyOf(Rental rental, IPropertyReferenceOperation operation)
    {
        LeaseStatus? status = _state[rental]?.Status;
        switch (operation.Property.Name)
        {
            case "IsReturned" or "IsAllocated":
                bool? isReturned = status is LeaseStatus.Escaped ? null : status is not LeaseStatus.Held;
                return Value.Of(operation.Property.Name == "IsReturned" ? isReturned : !isReturned);
            case "HasValue":
                return Value.Of(true);
            case "Value":
                return new Value(ValueKind.Handle, rental);
            default:
                UseHandle(rental, operation);
                return _types.IsView(operation.Type) ? new Value(ValueKind.View, rental) : Value.Unknown;
        }
    }

    private void Resize(IInvocationOperation operation)
    {
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            if (argument.Parameter?.RefKind == RefKind.Ref)
            {
                if (Visit(argument.Value, null).Handle is { Kind: RentalKind.Array } rental && _state[rental] is { Status: LeaseStatus.Held } state)
                {
                    _events.Replaced(rental, operation);
                    _state = _state.With(rental, state with { Status = LeaseStatus.Escaped });
                }

                Assign(argument.Value, Value.Unknown, argument);
            }
            else
            {
                Visit(argument.Value, null);
            }
        }

        MayThrow();
    }

    private void ReturnArray(IInvocationOperation operation)
    {
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            if (Visit(argument.Value, null).Handle is { Kind: RentalKind.Array } rental)
            {
                _state = _state.With(rental, new LeaseState(LeaseStatus.Returned, operation));
            }
        }
    }

    /// <summary>What another's method gives for what it got.</summary>
    private Value ResultOf(IInvocationOperation operation, Value instance, Value lent)
    {
        if (instance.Kind is ValueKind.Pending)
        {
            return operation.TargetMethod.Name == "GetResult" ? Rent(instance.At ?? operation, RentalKind.Lease) : instance;
        }

        if (instance is { Kind: ValueKind.Work, Rental: { } rental } && !_types.IsTask(operation.Type))
        {
            FinishWork(rental);
            return Value.Unknown;
        }

        if (instance.Kind == ValueKind.Handle && operation.TargetMethod.Name == "GetValueOrDefault")
        {
            return instance;
        }

        if (IsEquality(operation.TargetMethod))
        {
            return Outcome(operation, Compare(operation, instance));
        }

        Value source = operation.TargetMethod.IsExtensionMethod ? lent : instance;
        if (source.Kind == ValueKind.View && _types.IsView(operation.Type) && (!operation.TargetMethod.IsExtensionMethod || IsOfFramework(operation.TargetMethod)))
        {
            return source;
        }

        if (lent.Kind == ValueKind.View && operation.TargetMethod is { Name: "Cast" or "AsBytes" or "AsMemory", ContainingType.Name: "MemoryMarshal" })
        {
            return lent;
        }

        Value worked = instance.Kind == ValueKind.Work ? instance : lent;
        return _types.IsTask(operation.Type) && worked.Rental is { Kind: not RentalKind.Array } used ? new Value(ValueKind.Work, used) : Outcome(operation, null);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Calls: what the members of pools and leases do, and what other methods return.</summary>
internal sealed partial class Transfer
{
    public override Value VisitInvocation(IInvocationOperation operation, object? argument)
    {
        Value instance = Visit(operation.Instance, argument);
        CallKind kind = _types.KindOf(operation.TargetMethod);
        switch (kind)
        {
            case CallKind.Return or CallKind.Dispose when instance.Handle is { } rental:
                GiveBack(rental, operation, isStrict: kind == CallKind.Return || _reused.Contains(rental.Site));
                return Value.Unknown;
            case CallKind.HandOn when instance.Handle is { } rental:
                VisitArguments(operation.Arguments, operation.TargetMethod, instance);
                UseHandle(rental, operation);
                MayThrow();
                return HandOn(rental, operation);
            case CallKind.ResizeArray:
                Resize(operation);
                return Value.Unknown;
            case CallKind.ReturnArray:
                ReturnArray(operation);
                return Value.Unknown;
        }

        UseView(instance, operation);
        HandOverToExtension(instance, operation.TargetMethod, operation);
        bool? isAccepted = _ownership?.MayRefuse(operation) == true && operation.Type?.SpecialType == SpecialType.System_Boolean ? _choices.Choose() : null;
        Value arguments = VisitArguments(operation.Arguments, operation.TargetMethod, instance, isAccepted);
        Value lent = Value.Of([arguments, CallLocalFunction(operation)]);
        EndKept(operation);
        UseOwner(instance, operation.TargetMethod, operation);
        UseArray(instance, operation.TargetMethod, operation);
        LetOthersAct(operation);
        if (MayAssignFields(operation))
        {
            ForgetFields();
        }

        if (!IsOfFramework(operation.TargetMethod) && !operation.TargetMethod.IsImplicitlyDeclared)
        {
            LoseSightOf(instance);
        }

        if (HasBegun && MayUseWhatIsKept(operation))
        {
            _state = Lifetimes.ForgetBegun(_state);
        }

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
            CallKind.RentArray => Rent(operation, IsArrayOfBytes(operation.Type) ? RentalKind.ByteArray : RentalKind.Array),
            CallKind.RentOwner when IsOfBytes(operation) => RentOwner(operation),
            CallKind.CreateAllocator => Rent(operation, RentalKind.Lease, LeaseStatus.Idle),
            CallKind.RentAsync => new Value(ValueKind.Pending, At: operation),
            CallKind.TryRent => TryRent(operation),
            CallKind.Allocate when instance.Handle is { } rental => Allocate(rental, operation),
            CallKind.Other when _ownership?.IsGiven(operation) == true => _types.IsHandle(operation.Type)
                ? Rent(operation, RentalKind.Lease) : new Value(ValueKind.Pending, At: operation),
            CallKind.Other when operation.Arguments.Any(given => given.Parameter is { } parameter && _ownership?.IsGiven(parameter) == true) =>
                TryRent(operation),
            _ when isAccepted is { } answer => Value.Of(answer),
            _ => ResultOf(operation, instance, lent),
        };
    }

    public override Value VisitPropertyReference(IPropertyReferenceOperation operation, object? argument)
    {
        if (IsAboutView(operation))
        {
            return Outcome(operation, null);
        }

        LookAt(operation.Property, operation);
        Value instance = Visit(operation.Instance, argument);
        foreach (IArgumentOperation index in operation.Arguments)
        {
            HandOver(Visit(index.Value, argument));
        }

        HandOverToExtension(instance, operation.Property, operation);
        if (RunsCode(operation.Property))
        {
            ForgetFields();
        }

        if (instance.Handle is { IsArray: false } rental)
        {
            return PropertyOf(rental, operation);
        }

        UseView(instance, operation);
        MayThrow();
        switch (instance.Kind)
        {
            case ValueKind.Default when operation.Property.Name is "HasValue":
                return Value.Of(false);
            case ValueKind.Default when operation.Property.Name is "IsReturned":
                return Value.Of(true);
            case ValueKind.View when _types.Carriers.IsReference(operation.Type) || operation.Property.ReturnsByRef || operation.Property.ReturnsByRefReadonly
                || operation.Property is { Name: "Array", ContainingType.Name: "ArraySegment" }:
                return instance;
            case ValueKind.Holder:
                return instance.All.All(static part => part.Kind == ValueKind.Work) && operation.Property.Name is "Result" ? Awaited(instance, operation)
                    : ReadPart(instance.Contents!, operation, operation.Arguments.Select(static index => index.Value)) is { IsOfInterest: true } part ? part
                    : Outcome(operation, null);
            case ValueKind.Work when operation.Property.Name is "Result":
                return Awaited(instance, operation);
            case ValueKind.Pending when operation.Property.Name is "Result":
                return Rent(instance.At ?? operation, RentalKind.Lease);
            default:
                return Outcome(operation, null);
        }
    }

    public override Value VisitImplicitIndexerReference(IImplicitIndexerReferenceOperation operation, object? argument)
    {
        Value instance = Visit(operation.Instance, argument);
        Visit(operation.Argument, argument);
        UseView(instance, operation);
        return instance.Kind == ValueKind.View && _types.Carriers.CanCarry(operation.Type) ? instance
            : instance.Contents is { } contents ? ReadPart(contents, operation.IndexerSymbol, operation.Type, null)
            : Value.Unknown;
    }

    public override Value VisitFieldReference(IFieldReferenceOperation operation, object? argument)
    {
        LookAt(operation.Field, operation);
        if (IsAboutView(operation))
        {
            return Outcome(operation, null);
        }

        Value instance = Visit(operation.Instance, argument);
        HandOver(instance.Contents is null ? instance : Value.Unknown);
        if (ReadField(operation) is { Kind: not ValueKind.Unknown } known)
        {
            return known;
        }

        return instance.Contents is { } contents && ReadPart(contents, operation, []) is { Kind: not ValueKind.Unknown } part ? part : Outcome(operation, null);
    }

    public override Value VisitArrayElementReference(IArrayElementReferenceOperation operation, object? argument)
    {
        Value array = Visit(operation.ArrayReference, argument);
        foreach (IOperation index in operation.Indices)
        {
            Visit(index, argument);
        }

        UseArray(array, operation);
        MayThrow();
        if (ViewOfArray(array) is { } view)
        {
            return IsByReference(operation) ? view : Outcome(operation, null);
        }

        return array.Contents?.At(ConstantIndexOf(operation.Indices)) is { IsOfInterest: true } part ? part : Outcome(operation, null);
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
        bool isGranted = operation.Type?.SpecialType != SpecialType.System_Boolean || _choices.Choose();
        bool isOfPool = _types.KindOf(operation.TargetMethod) == CallKind.TryRent;

        // Each lease that the call returns is a separate rental: the first is identified by the call, others by their arguments.
        IOperation? rent = operation;
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Out } parameter && _types.IsHandle(parameter.Type)
                && (isOfPool || _ownership?.IsGiven(parameter) == true))
            {
                Assign(argument.Value, isGranted ? Rent(rent ?? argument, RentalKind.Lease) : Value.Default, argument);
                rent = null;
            }
        }

        return Value.Of(isGranted);
    }

    private Value PropertyOf(Rental rental, IPropertyReferenceOperation operation)
    {
        LeaseStatus? status = _state[rental]?.Status;
        if (rental.Kind == RentalKind.Owner && !IsUseOfOwner(operation.Property))
        {
            bool isKnown = IsOfOpenStream(operation.Property) && status is LeaseStatus.Held or LeaseStatus.Returned;
            return Outcome(operation, isKnown ? status is LeaseStatus.Held : null);
        }

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
                if (operation.Property.DeclaredAccessibility != Accessibility.Public)
                {
                    // Code that can access the parts of a lease can make another lease of them.
                    HandOver(new Value(ValueKind.Handle, rental));
                }

                Value view = new(ValueKind.View, rental);
                return _types.IsView(operation.Type) ? view
                    : _types.Carriers.CanBeFilled(operation.Type) ? Value.Of(Contents.Of(null).With(null, view))
                    : Value.Unknown;
        }
    }
}

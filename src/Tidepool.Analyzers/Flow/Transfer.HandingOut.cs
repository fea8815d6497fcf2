using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Leases that are handed out while the method still holds them: the recipient is left with nothing if the method then returns one.</summary>
/// <remarks>Only places that outlive the method are noted. Any code that may take the lease out again before it is returned makes the analysis forget the
/// place.</remarks>
internal sealed partial class Transfer
{
    private static readonly ImmutableHashSet<string> s_waysIn =
        ["Add", "AddFirst", "AddLast", "Enqueue", "Insert", "Push", "TryAdd", "TryWrite", "WriteAsync", "Post", "SendAsync"];

    private static readonly ImmutableHashSet<string> s_waysOut = ["Clear", "Dequeue", "Pop", "ExceptWith", "IntersectWith", "TrimExcess", "Sort", "Reverse"];

    /// <summary>Members of System.Threading that let other threads continue without waiting for them.</summary>
    private static readonly ImmutableHashSet<string> s_signals =
        ["Enter", "TryEnter", "EnterScope", "Exit", "Set", "Release", "Pulse", "PulseAll", "QueueUserWorkItem", "UnsafeQueueUserWorkItem", "Start",
            "UnsafeStart", "Run", "StartNew", "Post", "ContinueWith"];

    /// <summary>Whether the value is a lease that the method can still return. An allocator may be used again after its return,
    /// so handing one out is no fault.</summary>
    private bool CanBeHandedOut(Value value, IOperation source) =>
        value.Handle is { } rental
        && (rental.Kind is RentalKind.Owner or RentalKind.ByteArray || _types.IsLease(Origin(source).Type))
        && _state[rental] is { Status: not LeaseStatus.Returned }
        && IsKnownHere(rental);

    private bool IsKnownHere(Rental rental) => _state.Values.Any(known => known.Key.Kind == SlotKind.Local && known.Value.Handle == rental);

    /// <summary>Whether a variable that holds the rental is of a lease's type, and not an allocator's.</summary>
    private bool IsOfLease(Rental rental) => _state.Values.Any(known => known.Value.Handle == rental && _types.IsLease(TypeOf(known.Key)));

    /// <summary>The operation that yields the value, before any conversion.</summary>
    internal static IOperation Origin(IOperation operation)
    {
        while (operation is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            operation = operation is IConversionOperation conversion ? conversion.Operand : ((IParenthesizedOperation)operation).Operand;
        }

        return operation;
    }

    /// <summary>Notes that the method's caller gets a lease, or a tuple with leases.</summary>
    private void KeepResult(IOperation operation, Value value)
    {
        if (CanBeHandedOut(value, operation)
            || (value.Handle is { Kind: RentalKind.Owner or RentalKind.ByteArray } owner
                && _state[owner] is { Status: not LeaseStatus.Returned } && IsKnownHere(owner)))
        {
            Keep(new Slot(SlotKind.Result, null), value, operation);
        }

        foreach ((object? place, Value part) in value.Contents?.Parts ?? [])
        {
            if (part.Handle is { } rental && (rental.Kind == RentalKind.ByteArray || IsOfLease(rental))
                && _state[rental] is { Status: not LeaseStatus.Returned }
                && IsKnownHere(rental))
            {
                Keep(new Slot(SlotKind.Result, place), part, operation);
            }
        }
    }

    private void Keep(Slot slot, Value value, IOperation place)
    {
        // The same place again, and no code has taken out what it put there the last time.
        if (_state[slot] is { Kind: ValueKind.Handle } before && before.At == place)
        {
            Lifetimes.Outlive(_state, before, _events);
        }

        _state = _state.With(slot, value with { At = place });
    }

    /// <summary>Notes what a call puts into a collection that outlives the method.</summary>
    private void KeepInCollection(IInvocationOperation call)
    {
        if (!IsWayIn(call.TargetMethod))
        {
            return;
        }

        Fill(call);
        if (PlaceOf(call.Instance) is not { } place)
        {
            return;
        }

        foreach (IArgumentOperation argument in call.Arguments)
        {
            IOperation source = argument.Value;
            Value value = Origin(source) switch
            {
                ILocalReferenceOperation local => _state[new Slot(SlotKind.Local, local.Local)],
                IParameterReferenceOperation parameter => _state[new Slot(SlotKind.Local, parameter.Parameter)],
                IFlowCaptureReferenceOperation temporary => _state[new Slot(SlotKind.Local, temporary.Id)],
                _ => Value.Unknown,
            };
            if (argument.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol && CanBeHandedOut(value, source))
            {
                Keep(new Slot(SlotKind.Collection, new Deposit(place, call.Syntax)), value, source);
            }
            else if (argument.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol && _given.TryGetValue(argument, out Value given))
            {
                KeepBytes(place, call, given, source);
            }
        }
    }

    /// <summary>Notes what a call puts into a collection of the method's own.</summary>
    private void Fill(IInvocationOperation call)
    {
        Value[] given = [.. call.Arguments.Where(argument => argument.Parameter?.OriginalDefinition.Type is ITypeParameterSymbol
            && _given.ContainsKey(argument)).Select(argument => _given[argument]).Where(static value => value.Handle is null)];
        Refill(call.Instance, contents => given.Aggregate(contents, static (all, value) => all.With(null, value)));
    }

    /// <summary>Notes that a collection gets a rental's memory, unless the rental came from elsewhere, so that its memory may stay.</summary>
    private void KeepBytes(ISymbol place, IOperation by, Value bytes, IOperation source)
    {
        if (bytes.Bytes.FirstOrDefault() is { Kind: ValueKind.View or ValueKind.Work } kept
            && !(place is IParameterSymbol { RefKind: RefKind.None, Type.IsValueType: true }))
        {
            Keep(new Slot(SlotKind.Collection, new Deposit(place, by.Syntax)), kept, source);
        }
    }

    /// <summary>Notes that an object outside the method gets a lease that the method holds.</summary>
    private void KeepHandle(ISymbol place, Value value, ISimpleAssignmentOperation by)
    {
        if (CanBeHandedOut(value, by.Value) && !(place is IParameterSymbol { RefKind: RefKind.None, Type.IsValueType: true }))
        {
            Keep(new Slot(SlotKind.Collection, new Deposit(place, by.Syntax)), value, by);
        }
    }

    /// <summary>The value of a field is disposed, such as a timer or a registration: it no longer uses bytes.</summary>
    private void EndKept(IInvocationOperation call)
    {
        if (call.TargetMethod.Name is "Dispose" or "DisposeAsync" or "Unregister" or "Stop" or "Change"
            && call.Instance is IMemberReferenceOperation member && IsOwn(member))
        {
            _state = _state.With(new Slot(SlotKind.Outside, member.Member), Value.Unknown);
        }
    }

    private static bool IsWayIn(IMethodSymbol method) =>
        s_waysIn.Contains(method.Name)
        && IsOfFramework(method)
        && method.ContainingNamespace is { Name: "Generic" or "Concurrent" or "Channels" or "Dataflow" or "ObjectModel" or "CompilerServices" };

    /// <summary>The parameter, or the member of this object or type, through which a collection is reached.</summary>
    private ISymbol? PlaceOf(IOperation? collection) => collection switch
    {
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when IsOwn(member) => member.Member,
        IPropertyReferenceOperation { Instance: { } owner } => PlaceOf(owner),
        IFieldReferenceOperation { Instance: { } owner } => PlaceOf(owner),
        IConversionOperation conversion => PlaceOf(conversion.Operand),
        IFlowCaptureReferenceOperation temporary when _temporaries.Behind(temporary.Id) is { Count: 1 } captured => PlaceOf(captured[0]),
        _ => null,
    };

    private static bool IsOwn(IMemberReferenceOperation member) =>
        member.Instance is null or IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    /// <summary>The code looks at a place that holds a collection: perhaps to take out what was put in.</summary>
    private void LookAt(ISymbol place, IOperation reference)
    {
        Slot slot = new(SlotKind.Outside, place);
        _state = _state.With(slot, Lifetimes.WithoutWork(_state[slot]));
        if (HasKept && !IsForPuttingIn(reference))
        {
            Forget(slot => slot.Key is Deposit deposit && SymbolEqualityComparer.Default.Equals(deposit.Place, place), isReturnedToo: true);
        }
    }

    private static bool IsForPuttingIn(IOperation reference)
    {
        IOperation instance = reference;
        while (instance.Parent is IPropertyReferenceOperation or IConversionOperation)
        {
            instance = instance.Parent;
        }

        return instance.Parent switch
        {
            IInvocationOperation call => call.Instance == instance && IsWayIn(call.TargetMethod),

            // A temporary of ?. or of arguments that branch: its use is examined.
            IFlowCaptureOperation capture => capture.Syntax.Parent is { } parent && parent.DescendantNodesAndSelf().OfType<SimpleNameSyntax>()
                .Any(name => s_waysIn.Contains(name.Identifier.ValueText)),
            _ => false,
        };
    }

    /// <summary>Other code runs, or the method waits for it: in the meantime, what was handed out may be used and given up.</summary>
    private void LetOthersAct(IOperation by)
    {
        if (HasKept && (by is not IInvocationOperation call || MayUseWhatIsKept(call)))
        {
            Forget(slot => _state[slot] is { At: { } place } && !by.Syntax.Contains(place.Syntax), isReturnedToo: false);
        }
    }

    private bool HasKept => !_state.IsAllLocal && _state.Values.Any(static known => IsHandedOut(known.Key, known.Value));

    /// <summary>Whether the place holds a lease, or the collection a lease or memory. Memory in a field is forgotten only where the field is
    /// assigned.</summary>
    private static bool IsHandedOut(Slot slot, Value value) => (slot.Kind, value.Kind) is (SlotKind.Outside or SlotKind.Collection, ValueKind.Handle)
        or (SlotKind.Collection, ValueKind.View or ValueKind.Work);

    private bool HasBegun => !_state.IsAllLocal && _state.Values.Any(static known => known.Key.Kind == SlotKind.Begun
        || (known.Key.Kind is SlotKind.Outside or SlotKind.Collection && known.Value.Bytes.Any(static part => part.Kind == ValueKind.Work)));

    private bool MayUseWhatIsKept(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (_types.KindOf(method) is not (CallKind.Other or CallKind.Dispose) || IsWayIn(method) || _types.IsOwn(method.ContainingType))
        {
            return false;
        }

        if (call.Arguments.Any(static argument => Origin(argument.Value) is IInstanceReferenceOperation))
        {
            return true;
        }

        ITypeSymbol? type = call.Instance is { } instance ? Origin(instance).Type : null;
        if (!IsOfFramework(method) || (type is INamedTypeSymbol && !IsOfFramework(type)))
        {
            // A static helper works on its arguments. What those name is examined elsewhere.
            return !(method.IsStatic && method.DeclaringSyntaxReferences.Length > 0);
        }

        return method.MethodKind == MethodKind.DelegateInvoke
            || method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate)
            || (IsOfThreading(method) && !s_signals.Contains(method.Name)
                && method.ContainingType.Name is not ("Interlocked" or "Volatile" or "CancellationToken"));
    }

    private static bool IsOfThreading(IMethodSymbol method)
    {
        INamespaceSymbol? space = method.ContainingNamespace;
        bool isOfCompiler = space is { Name: "CompilerServices", ContainingNamespace.Name: "Runtime" };
        while (space is { ContainingNamespace.ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space is { ContainingNamespace.Name: "System" } && (space.Name == "Threading" || (space.Name == "Runtime" && isOfCompiler));
    }

    private void Forget(Func<Slot, bool> condition, bool isReturnedToo)
    {
        foreach (KeyValuePair<Slot, Value> known in _state.Values)
        {
            if (IsHandedOut(known.Key, known.Value)
                && known.Value is { Rental: { } rental, At: { } place }
                && known.Key.Key is not IParameterSymbol
                && condition(known.Key)
                && (isReturnedToo || _state[rental] is not { Status: LeaseStatus.Returned }))
            {
                if (known.Value.Kind == ValueKind.Handle)
                {
                    _events.HandedOutAlive(rental, place);
                }

                _state = _state.With(known.Key, Value.Unknown);
            }
        }
    }
}

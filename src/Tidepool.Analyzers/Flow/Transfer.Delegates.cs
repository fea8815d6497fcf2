using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Delegates: which of the method's variables they use, and what keeps the delegates.</summary>
internal sealed partial class Transfer
{
    public override Value VisitDelegateCreation(IDelegateCreationOperation operation, object? argument) => Visit(operation.Target, argument);

    public override Value VisitFlowAnonymousFunction(IFlowAnonymousFunctionOperation operation, object? argument) => Capture(operation.Syntax);

    public override Value VisitMethodReference(IMethodReferenceOperation operation, object? argument)
    {
        HandOver(Visit(operation.Instance, argument));
        return operation.Method is { MethodKind: MethodKind.LocalFunction, DeclaringSyntaxReferences: { Length: 1 } declarations }
            ? Capture(declarations[0].GetSyntax()) : Value.Unknown;
    }

    public override Value VisitEventAssignment(IEventAssignmentOperation operation, object? argument)
    {
        Value handler = Visit(operation.HandlerValue, argument);
        if (operation.EventReference is not IEventReferenceOperation { Event: var @event } reference)
        {
            HandOver(handler);
            return Value.Unknown;
        }

        Visit(reference.Instance, argument);
        HandOver(handler);
        if (!operation.Adds)
        {
            foreach (Slot slot in _state.Values.Select(static value => value.Key)
                .Where(slot => slot.Key is Deposit deposit && SymbolEqualityComparer.Default.Equals(deposit.Place, @event)))
            {
                _state = _state.With(slot, Value.Unknown);
            }
        }
        else if (handler.Bytes.Any() && (IsOwn(reference) || PlaceOf(reference.Instance) is not null))
        {
            _state = _state.With(new Slot(SlotKind.Outside, new Deposit(@event, operation.Syntax)), handler with { At = operation });
        }

        return Value.Unknown;
    }

    /// <summary>What a function captures from the variables around it: a lease that it may return, or bytes that it uses.</summary>
    private Value Capture(SyntaxNode function)
    {
        List<Value> used = [];
        foreach (ISymbol variable in _captures.Of(function))
        {
            Value value = _state[new Slot(SlotKind.Local, variable)];
            HandOver(value);
            if (value.Handle is { IsArray: false } rental)
            {
                // If it has been returned already, the variable is expected to hold another lease when the function runs.
                if (_state[rental] is { Status: not LeaseStatus.Returned } && _captures.IsUsedBy(function, variable))
                {
                    used.Add(new Value(ValueKind.View, rental));
                }
            }
            else if (ViewOfArray(value) is { Rental: { } array } view)
            {
                if (_state[array] is { Status: not LeaseStatus.Returned } && _captures.HasElementsUsedBy(function, variable))
                {
                    used.Add(view);
                }
            }
            else
            {
                used.AddRange(value.Bytes.Where(part => part.Rental is { } lease && _state[lease] is { Status: not LeaseStatus.Returned }));
            }
        }

        return Value.Of(used);
    }

    /// <summary>A local function is called: its steps on the method's variables happen here.</summary>
    /// <returns>The bytes that the function goes on using after the call.</returns>
    private Value CallLocalFunction(IInvocationOperation call)
    {
        if (call.TargetMethod is not { MethodKind: MethodKind.LocalFunction, DeclaringSyntaxReferences: { Length: 1 } declarations })
        {
            return Value.Unknown;
        }

        SyntaxNode function = declarations[0].GetSyntax();
        foreach ((ISymbol variable, IOperation use) in _captures.StepsOf(function))
        {
            Value value = _state[new Slot(SlotKind.Local, variable)];
            CallKind kind = use.Parent is IInvocationOperation step ? _types.KindOf(step.TargetMethod) : CallKind.Other;
            if (kind is CallKind.Return or CallKind.Dispose && value.Handle is { IsArray: false } returned)
            {
                GiveBack(returned, call, isStrict: kind == CallKind.Return);
            }
            else if (Captures.IsUse(use) && value.Handle is { IsArray: false } used)
            {
                UseHandle(used, call);
            }
            else
            {
                UseView(value, call);
            }
        }

        return call.TargetMethod.IsAsync && (_types.IsTask(call.Type) || call.TargetMethod.ReturnsVoid)
            ? Value.Of(_captures.Of(function).Where(variable => _captures.IsUsedByTaskOf(function, variable))
                .Select(variable => _state[new Slot(SlotKind.Local, variable)])
                .Where(static value => value.Handle is { IsArray: false, Kind: not RentalKind.Owner } || value.Kind == ValueKind.View))
            : Value.Unknown;
    }

    /// <summary>A captured variable is assigned: functions no longer use its previous value.</summary>
    private void ForgetCaptured(Value before)
    {
        foreach (Rental rental in before.All.Select(static value => value.Rental).OfType<Rental>())
        {
            foreach (KeyValuePair<Slot, Value> value in _state.Values)
            {
                if (value.Value is { Kind: ValueKind.View, Rental: var viewed } && viewed == rental && TypeOf(value.Key) is { TypeKind: TypeKind.Delegate })
                {
                    _state = _state.With(value.Key, Value.Unknown);
                }
            }
        }
    }

    private static ITypeSymbol? TypeOf(Slot slot) => (slot.Key is Deposit deposit ? deposit.Place : slot.Key) switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        IEventSymbol @event => @event.Type,
        _ => null,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Work with a rental's bytes that runs beside the method: a task until it is awaited, or work that can't be awaited.</summary>
internal sealed partial class Transfer
{
    public override Value VisitAwait(IAwaitOperation operation, object? argument)
    {
        Value awaited = Visit(operation.Operation, argument);
        LetOthersAct(operation);
        ForgetFields();
        _state = Lifetimes.ForgetBegun(_state);
        MayThrow();
        if (awaited.Kind == ValueKind.Pending)
        {
            return Rent(awaited.At ?? operation, RentalKind.Lease);
        }

        WaitFor(awaited, operation);
        return Value.Unknown;
    }

    public override Value VisitExpressionStatement(IExpressionStatementOperation operation, object? argument)
    {
        Value value = Visit(operation.Operation, argument);
        if (operation.Operation is not IAssignmentOperation)
        {
            LetGo(value, operation.Operation);
        }

        return Value.Unknown;
    }

    /// <summary>The method waits for tasks that worked with rentals: their work is over.</summary>
    private void WaitFor(Value tasks, IOperation by)
    {
        foreach (Value task in tasks.All)
        {
            if (task is { Kind: ValueKind.Work, Rental: { } rental })
            {
                UseHandle(rental, by);
                FinishWork(rental);
            }
        }
    }

    private void FinishWork(Rental rental)
    {
        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            if (value.Value.All.Any(part => part.Kind == ValueKind.Work && part.Rental == rental))
            {
                _state = _state.With(value.Key, value.Value.Select(rental, static part => part.Kind == ValueKind.Work ? Value.Unknown : part));
            }
        }
    }

    /// <summary>The value is discarded: a task goes on, a timer keeps running, a registration stays.</summary>
    private void LetGo(Value value, IOperation by)
    {
        switch (by)
        {
            case IInvocationOperation call when IsRegistration(call.TargetMethod):
                if (PlaceOf(call.Instance) is { } place && value.Bytes.FirstOrDefault() is { Kind: ValueKind.View } used)
                {
                    Keep(new Slot(SlotKind.Collection, new Deposit(place, call.Syntax)), used, call);
                }

                break;
            case IObjectCreationOperation { Type: { Name: "Timer", ContainingNamespace.Name: "Threading" } }:
                BeginUnseen(Value.Of(WorkOf(value)), by);
                break;
            default:
                BeginUnseen(value, by);
                break;
        }
    }

    /// <summary>A task is discarded, or work without a task begins.</summary>
    private void BeginUnseen(Value work, IOperation by)
    {
        foreach (Rental rental in work.All.Where(static value => value.Kind == ValueKind.Work).Select(static value => value.Rental).OfType<Rental>())
        {
            if (_state[rental] is { Status: not LeaseStatus.Returned })
            {
                _state = _state.With(new Slot(SlotKind.Begun, by.Syntax), new Value(ValueKind.Work, rental, by));
            }
        }
    }

    /// <summary>Whether the call waits until the task that it is called on, or those that it receives, have ended.</summary>
    private bool Waits(IMethodSymbol method) =>
        (_types.IsTask(method.ContainingType) && method.Name is "Wait" or "GetResult" or "WaitAll" or "RunSynchronously")
            || (method.Name == "WaitAny" && _types.IsTask(method.ContainingType));

    /// <summary>Whether the call runs a function on another thread, and returns no task for it.</summary>
    private static bool RunsElsewhere(IMethodSymbol method) =>
        method is { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" }
            or { Name: "Start" or "UnsafeStart", ContainingType.Name: "Thread" }
            or { Name: "Post", ContainingType.Name: "SynchronizationContext" };
}

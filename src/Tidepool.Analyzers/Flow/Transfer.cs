using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>The transfer function: what an operation changes, and what its value is.</summary>
/// <remarks>This file has values, and whatever belongs nowhere else. Assignments, arguments, calls,
/// tests and the steps of a rental's life each have their own file.</remarks>
internal sealed partial class Transfer : OperationVisitor<object?, Value>
{
    /// <summary>An expression nested deeper than this was generated; following it could overflow the compiler's stack.</summary>
    private const int MaxDepth = 200;

    private readonly TidepoolTypes _types;
    private readonly Captures _captures;
    private readonly Temporaries _temporaries;
    private readonly Conditions _conditions;
    private readonly Copies _copies;
    private readonly Questions _questions;
    private readonly CompilerProofs _proofs;
    private readonly FlowEvents _events;
    private readonly ReplacedParameters? _replaced;
    private readonly Ownership? _ownership;
    private readonly IParameterSymbol? _followed;
    private readonly Rentals _rentals = new();

    private PathState _state = PathState.Start;
    private Choices _choices = new();
    private Action<PathState>? _throwing;
    private bool _hasEnded;
    private int _depth;

    /// <summary>The call or property that is being visited.</summary>
    private IOperation? _reading;

    internal Transfer(
        TidepoolTypes types,
        Captures captures,
        Temporaries temporaries,
        Conditions conditions,
        Copies copies,
        Questions questions,
        CompilerProofs proofs,
        FlowEvents events,
        ReplacedParameters? replaced,
        Ownership? ownership,
        IParameterSymbol? followed)
    {
        _types = types;
        _captures = captures;
        _temporaries = temporaries;
        _conditions = conditions;
        _copies = copies;
        _questions = questions;
        _proofs = proofs;
        _events = events;
        _replaced = replaced;
        _ownership = ownership;
        _followed = followed;
    }

    /// <summary>Whether an expression was too deep to be followed.</summary>
    internal bool IsTooDeep { get; private set; }

    /// <summary>Follows one operation.</summary>
    /// <param name="operation">A statement or the value of a branch.</param>
    /// <param name="state">The state before it.</param>
    /// <param name="choices">Chooses the outcome of calls that have several.</param>
    /// <param name="throwing">Receives the state at each point where an exception may leave; null if this method has no code to catch it.</param>
    /// <returns>The state after it, null if the operation never ends; and its value.</returns>
    internal (PathState? State, Value Value) Run(IOperation operation, PathState state, Choices choices, Action<PathState>? throwing)
    {
        (_state, _choices, _throwing, _hasEnded, _depth) = (state, choices, throwing, false, 0);
        Value value = Visit(operation, null);
        return (_hasEnded ? null : _state, value);
    }

    /// <summary>The method gives a value to its caller.</summary>
    internal PathState GiveToCaller(PathState state, IOperation operation, Value value)
    {
        _state = state;
        _events.Given(value, state);
        if (value.Handle is { } rental)
        {
            UseHandle(rental, operation);
        }

        KeepResult(operation, value);
        HandOver(value);
        return value.Bytes.Any() ? _state.With(new Slot(SlotKind.Result, "bytes"), Value.Of(value.Bytes) with { At = operation }) : _state;
    }

    /// <inheritdoc/>
    public override Value Visit(IOperation? operation, object? argument)
    {
        if (operation is null || _hasEnded)
        {
            return Value.Unknown;
        }

        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value is null ? Value.Default : Value.Of(constant.Value as bool?);
        }

        if (++_depth > MaxDepth)
        {
            IsTooDeep = true;
            return Value.Unknown;
        }

        Value value = operation.Kind == OperationKind.None ? DefaultVisit(operation, argument) : operation.Accept(this, argument);
        _depth--;

        // An element taken out of a span is independent of it. The array behind a memory isn't.
        return value.Kind == ValueKind.View && operation.Type is not (null or IArrayTypeSymbol) && !_types.Carriers.CanCarry(operation.Type)
            && !IsByReference(operation)
            ? Value.Unknown : value;
    }

    /// <summary>For operations without special handling: their operands are handed over.</summary>
    public override Value DefaultVisit(IOperation operation, object? argument)
    {
        Value view = Value.Unknown;
        foreach (IOperation child in operation.ChildOperations)
        {
            Value value = Visit(child, argument);
            UseView(value, child);

            // "fixed" makes a pointer by an operation of no known kind.
            if (operation.Type is { TypeKind: TypeKind.Pointer } && ViewOfArray(value) is { } pinned)
            {
                UseArray(value, child);
                value = pinned;
            }
            else
            {
                HandOver(value);
            }

            view = value.Kind == ValueKind.View ? value : view;
        }

        return operation.Type is { TypeKind: TypeKind.Pointer } ? view : Value.Unknown;
    }

    public override Value VisitParenthesized(IParenthesizedOperation operation, object? argument) => Visit(operation.Operand, argument);

    public override Value VisitDefaultValue(IDefaultValueOperation operation, object? argument) => Value.Default;

    public override Value VisitNameOf(INameOfOperation operation, object? argument) => Value.Unknown;

    public override Value VisitDeclarationExpression(IDeclarationExpressionOperation operation, object? argument) => Visit(operation.Expression, argument);

    public override Value VisitLocalReference(ILocalReferenceOperation operation, object? argument) =>
        Read(_captures.BehindAlias(operation.Local), operation.Type, operation);

    public override Value VisitParameterReference(IParameterReferenceOperation operation, object? argument)
    {
        LookAt(operation.Parameter, operation);
        return Read(operation.Parameter, operation.Type, operation);
    }

    public override Value VisitFlowCapture(IFlowCaptureOperation operation, object? argument)
    {
        Slot temporary = new(SlotKind.Local, operation.Id);
        Store(temporary, Decide(operation.Value, Visit(operation.Value, argument)));
        NoteCaptured(operation.Id, operation.Value);
        return Value.Unknown;
    }

    public override Value VisitFlowCaptureReference(IFlowCaptureReferenceOperation operation, object? argument)
    {
        Slot slot = new(SlotKind.Local, operation.Id);
        Value value = _state[slot];
        UseView(value, operation);
        return value.Kind == ValueKind.Unknown ? Outcome(operation, _state[Condition.Of(slot)]) : value;
    }

    public override Value VisitConversion(IConversionOperation operation, object? argument)
    {
        Value value = Visit(operation.Operand, argument);
        if (ViewOfArray(value) is { } view && _types.IsView(operation.Type))
        {
            UseArray(value, operation);
            if (operation.Type!.Name == "ArraySegment")
            {
                HandOver(value);
            }

            return view;
        }

        bool isSame = operation.OperatorMethod is null || (value.Kind == ValueKind.View && _types.IsView(operation.Type)) || IsOfViews(operation);
        if (!isSame)
        {
            HandOver(value);
        }

        return isSame && !(value.Handle?.Kind == RentalKind.Array && _types.IsView(operation.Type)) ? value : Value.Unknown;
    }

    /// <summary>Only <c>yield return</c> is a statement in the graph; <c>return</c> is a branch.</summary>
    public override Value VisitReturn(IReturnOperation operation, object? argument)
    {
        HandOver(Visit(operation.ReturnedValue, argument));
        ForgetFields();
        return Value.Unknown;
    }

    /// <summary>Whether a collection or tuple is converted as a whole, such as an array to a span.</summary>
    private bool IsOfViews(IConversionOperation conversion) => conversion.OperatorMethod is { } method && IsOfFramework(method)
        && _types.Carriers.CanBeFilled(conversion.Type);

    /// <summary>Whether a reference to the place is taken, and not its value.</summary>
    private static bool IsByReference(IOperation operation) =>
        operation.Parent is ISimpleAssignmentOperation { IsRef: true } or IAddressOfOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }
            || operation.Syntax.Parent is RefExpressionSyntax;

    private Value Read(ISymbol variable, ITypeSymbol? type, IOperation operation)
    {
        Slot slot = new(SlotKind.Local, variable);
        Value value = _state[slot];
        if (value.Kind == ValueKind.Unknown)
        {
            return type is not null && IsReceived(variable, type) && !_captures.IsOpaque(variable)
                ? Receive(slot, variable, type, operation) : Outcome(operation, _state[Condition.Of(slot)]);
        }

        UseView(value, operation);

        // A task is left to the code that reads it: it may be awaited there.
        if (value.Kind == ValueKind.Work)
        {
            _state = _state.With(slot, Value.Unknown);
        }

        return value;
    }
}

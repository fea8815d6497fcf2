using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Arguments: what other methods may do with what they receive.</summary>
internal sealed partial class Transfer
{
    /// <summary>The values of the arguments of the calls being evaluated.</summary>
    private readonly Dictionary<IArgumentOperation, Value> _given = [];

    /// <summary>An argument of something other than a named method.</summary>
    public override Value VisitArgument(IArgumentOperation operation, object? argument)
    {
        HandOver(Visit(operation.Value, argument));
        if (operation.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
        {
            Assign(operation.Value, Value.Unknown, operation);
        }

        return Value.Unknown;
    }

    /// <summary>Follows arguments, and hands over their values.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="method">The method that receives them.</param>
    /// <param name="instance">What it is called on.</param>
    /// <param name="isAccepted">Whether it takes the leases that are meant for it, if its result says so.</param>
    /// <returns>The bytes and rentals among the arguments that the method may go on using after it returns.</returns>
    private Value VisitArguments(ImmutableArray<IArgumentOperation> arguments, IMethodSymbol method, Value instance, bool? isAccepted = null)
    {
        List<Value> lent = [];
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Out)
            {
                continue;
            }

            Value value = Visit(argument.Value, null);
            _given[argument] = value;
            if (value.Handle is { } rental)
            {
                TellReplacedBy(argument, rental);
                if (Pass(rental, argument, method, isAccepted) == Passing.Taken)
                {
                    // The method owns it now: what it does with it is no use by the caller.
                    continue;
                }
            }

            if (_types.NeverReturnsIf(argument.Parameter) is { } fatal)
            {
                _hasEnded |= value.Boolean == fatal;
                _state = Assume(_state, argument.Value, !fatal);
            }

            UseView(value, argument.Value);
            bool isLent = value.Contents is null && !(value.Kind == ValueKind.View && argument.Parameter?.Type.IsRefLikeType != true
                && (method.MethodKind == MethodKind.Constructor || !IsOfFramework(method)));
            HandOver(isLent ? Value.Unknown : value);
            if (!IsOfFramework(method))
            {
                LoseSightOf(value);
            }

            // Whether a method outside the framework still has the array after it returns is unknown.
            if (value.Handle is { IsArray: true } && !IsOfFramework(method))
            {
                continue;
            }

            // Only a ref-like type can keep a span; a task, for instance, can't.
            if (value.Kind != ValueKind.View || argument.Parameter?.Type.IsRefLikeType != true || CanReferTo(method))
            {
                lent.Add(value);
            }
        }

        // If bytes were passed as well as a lease, only the bytes matter: something has been made of the lease.
        Value all = Value.Of(lent.Exists(static value => value.Bytes.Any()) ? lent.Where(static value => value.Handle is null) : lent);
        Value given = ViewOfOwner(instance)
            ?? (IsOfFramework(method) ? instance.Contents?.Any ?? (instance.Kind == ValueKind.View ? instance : all) : Value.Unknown);
        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                bool isView = given.Kind == ValueKind.View && argument.Parameter.RefKind == RefKind.Out && _types.Carriers.IsReference(argument.Parameter.Type);
                Assign(argument.Value, isView ? given : WrittenTo(argument, method, arguments), argument);
            }
        }

        ForgetWhatAssigns(method);
        return all;
    }

    /// <summary>The bytes that <c>Volatile.Write</c> and <c>Interlocked.Exchange</c> store in the variable that they receive.</summary>
    private Value WrittenTo(IArgumentOperation variable, IMethodSymbol method, ImmutableArray<IArgumentOperation> arguments) =>
        variable.Parameter is { RefKind: RefKind.Ref, Ordinal: 0 }
        && method is { Name: "Write", ContainingType.Name: "Volatile" } or { Name: "Exchange", ContainingType.Name: "Interlocked" }
        && arguments.FirstOrDefault(static argument => argument.Parameter?.Ordinal == 1) is { } written
        && _given.TryGetValue(written, out Value value) && value.Bytes.Any()
            ? value : Value.Unknown;

    /// <summary>Whether what the method returns, or constructs, can refer to a span that it receives.</summary>
    private static bool CanReferTo(IMethodSymbol method) =>
        (method.MethodKind == MethodKind.Constructor ? method.ContainingType : method.ReturnType) is { IsRefLikeType: true }
            or { TypeKind: TypeKind.Pointer } || ReturnsByRef(method);

    /// <summary>A method may assign another array to the variable that it receives by reference.</summary>
    private void TellReplacedBy(IArgumentOperation argument, Rental rental)
    {
        ISymbol? variable = argument.Value switch
        {
            ILocalReferenceOperation local => _captures.BehindAlias(local.Local),
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (variable is not null
            && rental.IsArray
            && _state[rental] is { Status: LeaseStatus.Held }
            && !_state.With(new Slot(SlotKind.Local, variable), Value.Unknown).HasHandle(rental)
            && _replaced?.Contain(argument.Parameter) == true)
        {
            _events.Replaced(rental, argument.Parent ?? argument);
        }
    }

    private Passing Pass(Rental rental, IArgumentOperation argument, IMethodSymbol method, bool? isAccepted)
    {
        ITypeSymbol? expected = argument.Parameter?.OriginalDefinition.Type;
        if (rental.IsArray)
        {
            PassArray(rental, argument, expected, method);
            return Passing.Unknown;
        }

        // A method that works with leases has a parameter of a lease type. A collection, an equality test or a log accepts any type, and a returned lease too.
        if (rental.Kind == RentalKind.Owner ? IsAskedOfOwner(expected, method) : _types.IsHandle(expected))
        {
            UseHandle(rental, argument.Value);
        }

        Passing passing = _ownership?.Of(argument.Parameter) ?? Passing.Unknown;
        if (passing == Passing.Taken && (isAccepted == false || (isAccepted is null && IsAskedLater(argument))))
        {
            // Whether the method uses a lease before it refuses it is its own affair.
            passing = Passing.Unknown;
        }

        switch (passing)
        {
            case Passing.Lent:
                break;
            case Passing.Taken when _state[rental] is { Status: not LeaseStatus.Returned }:
                GiveBack(rental, argument.Parent ?? argument, isStrict: false);
                break;
            default:
                HandOver(new Value(ValueKind.Handle, rental));
                break;
        }

        return passing;
    }

    /// <summary>Whether the method may refuse the lease, and the code looks at the task that says whether it did.</summary>
    private bool IsAskedLater(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation call
        && _ownership?.MayRefuse(call) == true
        && (call.Parent is IAwaitOperation awaited ? awaited.Parent : call.Parent) is not IExpressionStatementOperation;

    /// <summary>Whether the namespace's name begins with <c>System</c>.</summary>
    internal static bool IsOfFramework(ISymbol member)
    {
        INamespaceSymbol space = member.ContainingNamespace;
        while (space is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            space = outer;
        }

        return space?.Name == "System";
    }

    /// <summary>A method of the same type may replace a stored view.</summary>
    private void ForgetWhatAssigns(IMethodSymbol method)
    {
        if (_state.IsAllLocal)
        {
            return;
        }

        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            ISymbol? place = value.Key.Key is Deposit deposit ? deposit.Place : value.Key.Key as ISymbol;
            if (value.Key.Kind is SlotKind.Outside or SlotKind.Collection
                && place is not null
                && SymbolEqualityComparer.Default.Equals(place.ContainingType, method.ContainingType)
                && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax().DescendantTokens().Any(token => token.ValueText == place.Name)))
            {
                if (value.Value is { Kind: ValueKind.Handle, Rental: { } rental, At: { } at })
                {
                    _events.HandedOutAlive(rental, at);
                }

                _state = _state.With(value.Key, Value.Unknown);
            }
        }
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Arguments: what other methods may do with what they are given.</summary>
internal sealed partial class Transfer
{
    /// <summary>What the arguments of the calls at hand are.</summary>
    private readonly Dictionary<IArgumentOperation, Value> _given = [];

    /// <summary>An argument of something that isn't a method with a name.</summary>
    public override Value VisitArgument(IArgumentOperation operation, object? argument)
    {
        HandOver(Visit(operation.Value, argument));
        if (operation.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
        {
            Assign(operation.Value, Value.Unknown, operation);
        }

        return Value.Unknown;
    }

    /// <summary>Follows arguments, and hands over what they give.</summary>
    /// <returns>A rental's bytes, or the rental, if that is among what the method gets and may go on using after it has come back.</returns>
    private Value VisitArguments(ImmutableArray<IArgumentOperation> arguments, IMethodSymbol method)
    {
        Value lent = Value.Unknown;
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
                Pass(rental, argument, method);
            }

            if (_types.NeverReturnsIf(argument.Parameter) is { } fatal)
            {
                _hasEnded |= value.Boolean == fatal;
                _state = Assume(_state, argument.Value, !fatal);
            }

            // A span can't be kept by what isn't one itself, such as a task.
            if (argument.Parameter?.Type.IsRefLikeType == true && !method.ReturnType.IsRefLikeType)
            {
                continue;
            }

            if (value.Kind is ValueKind.View or ValueKind.Work or ValueKind.Handle && lent.Kind is not (ValueKind.View or ValueKind.Work))
            {
                lent = value;
            }
        }

        foreach (IArgumentOperation argument in arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                Assign(argument.Value, Value.Unknown, argument);
            }
        }

        ForgetWhatAssigns(method);
        return lent;
    }

    /// <summary>A method may put another array into the variable that it gets by reference.</summary>
    private void TellReplacedBy(IArgumentOperation argument, Rental rental)
    {
        ISymbol? variable = argument.Value switch
        {
            ILocalReferenceOperation local => _captures.BehindAlias(local.Local),
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (variable is not null
            && rental.Kind == RentalKind.Array
            && _state[rental] is { Status: LeaseStatus.Held }
            && !_state.With(new Slot(SlotKind.Local, variable), Value.Unknown).HasHandle(rental)
            && _replaced?.Contain(argument.Parameter) == true)
        {
            _events.Replaced(rental, argument.Parent ?? argument);
        }
    }

    private void Pass(Rental rental, IArgumentOperation argument, IMethodSymbol method)
    {
        ITypeSymbol? expected = argument.Parameter?.OriginalDefinition.Type;
        if (rental.Kind == RentalKind.Array)
        {
            // Framework methods that ask for an array work on it and give it up; collections ask for any type.
            if (expected is not (IArrayTypeSymbol or { SpecialType: SpecialType.System_Array }) || method.MethodKind == MethodKind.Constructor || !IsOfFramework(method))
            {
                HandOver(new Value(ValueKind.Handle, rental));
            }

            return;
        }

        // What works with leases asks for one by its type. A collection, a test for equality or a log asks for any type, and takes a returned one as well.
        if (_types.IsHandle(expected))
        {
            UseHandle(rental, argument.Value);
        }

        HandOver(new Value(ValueKind.Handle, rental));
    }

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

    /// <summary>A method of the same type may put something else where a view was kept.</summary>
    private void ForgetWhatAssigns(IMethodSymbol method)
    {
        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            ISymbol? place = value.Key is { Kind: SlotKind.Collection, Key: Deposit deposit } ? deposit.Place : value.Key.Key as ISymbol;
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

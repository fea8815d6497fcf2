using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Arrays of an <c>ArrayPool</c>: their return and their uses.</summary>
/// <remarks>An array doesn't show who holds it. So the method owns it only while it stays in the method's variables, in spans of it, and in framework calls
/// that keep nothing of it.</remarks>
internal sealed partial class Transfer
{
    /// <summary>Members of an array that read or write its elements. Others, such as its length, may still be used after the return.</summary>
    private static readonly ImmutableHashSet<string> s_elementwise = ["GetEnumerator", "CopyTo", "Clone", "GetValue", "SetValue", "Initialize"];

    /// <summary>Framework methods that keep the array they receive.</summary>
    private static readonly ImmutableHashSet<string> s_keepers = ["SetBuffer", "SetResult", "TrySetResult"];

    private void Resize(IInvocationOperation operation)
    {
        foreach (IArgumentOperation argument in operation.Arguments)
        {
            if (argument.Parameter?.RefKind == RefKind.Ref)
            {
                if (Visit(argument.Value, null).Handle is { IsArray: true } rental && _state[rental] is { Status: LeaseStatus.Held } state)
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
            if (Visit(argument.Value, null).Handle is not { IsArray: true } rental)
            {
                continue;
            }

            if (_state[rental] is not { Status: LeaseStatus.Returned } state)
            {
                TellSettled(rental, _state[rental] ?? default);
                _state = _state.With(rental, new LeaseState(LeaseStatus.Returned, operation));
                TellUnawaited(rental);
            }
            else if (rental.Kind == RentalKind.ByteArray && !state.HasTold(Told.Return))
            {
                _events.ReturnedAgain(rental, state, operation);
                _state = _state.With(rental, state.With(Told.Return));
            }
        }
    }

    private static bool IsArrayOfBytes(ITypeSymbol? type) => type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>A view of the array; null if it isn't one.</summary>
    private static Value? ViewOfArray(Value array) => array.Handle is { Kind: RentalKind.ByteArray } rental ? new Value(ValueKind.View, rental) : null;

    /// <summary>The elements are read or written.</summary>
    private void UseArray(Value array, IOperation use)
    {
        if (array.Handle is { Kind: RentalKind.ByteArray } rental)
        {
            UseHandle(rental, use);
        }
    }

    private void UseArray(Value array, IMethodSymbol method, IOperation use)
    {
        if (s_elementwise.Contains(method.Name))
        {
            UseArray(array, use);
        }
    }

    /// <summary>Another method receives the array.</summary>
    private void PassArray(Rental rental, IArgumentOperation argument, ITypeSymbol? expected, IMethodSymbol method)
    {
        bool isOfArrays = expected is IArrayTypeSymbol or { SpecialType: SpecialType.System_Array };
        if (argument.Parameter?.RefKind == RefKind.None && (isOfArrays || IsOfElements(expected)))
        {
            UseArray(new Value(ValueKind.Handle, rental), argument.Value);
        }

        // Framework methods with an array parameter work on the array and don't keep it; collections accept any type.
        if (!isOfArrays || method.MethodKind == MethodKind.Constructor || !IsOfFramework(method) || s_keepers.Contains(method.Name))
        {
            HandOver(new Value(ValueKind.Handle, rental));
        }
    }

    /// <summary>What a framework method returns for an array: a view of it, or something else that may have kept it.</summary>
    private Value ResultOfArray(Value array, IInvocationOperation operation, bool isReceiver)
    {
        if (_types.Carriers.IsReference(operation.Type) || ReturnsByRef(operation.TargetMethod))
        {
            return ViewOfArray(array) ?? Value.Unknown;
        }

        if (!isReceiver && _types.Carriers.CanCarry(operation.Type))
        {
            HandOver(array);
        }

        return Value.Unknown;
    }

    private static bool IsOfElements(ITypeSymbol? expected) =>
        expected is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" };
}

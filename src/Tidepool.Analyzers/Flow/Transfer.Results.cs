using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>What other methods return for what they receive.</summary>
internal sealed partial class Transfer
{
    /// <summary>What a method that isn't Tidepool's returns for what it receives.</summary>
    private Value ResultOf(IInvocationOperation operation, Value instance, Value lent)
    {
        IMethodSymbol method = operation.TargetMethod;
        if (instance.Kind is ValueKind.Pending)
        {
            return method.Name == "GetResult" ? Rent(instance.At ?? operation, RentalKind.Lease) : instance;
        }

        if (Waits(method))
        {
            return Awaited(method.IsStatic ? lent : instance, operation);
        }

        if (instance is { Kind: ValueKind.Work, Rental: { } rental } && !_types.IsTask(operation.Type))
        {
            FinishWork(rental);
            return Value.Unknown;
        }

        if (IsHasValue(method))
        {
            return Outcome(operation, !IsDefault(instance));
        }

        if (instance.Kind == ValueKind.Handle && method.Name == "GetValueOrDefault")
        {
            return instance;
        }

        if (IsEquality(method))
        {
            return Outcome(operation, Compare(operation, instance));
        }

        if (RunsElsewhere(method) || method is { IsAsync: true, ReturnsVoid: true })
        {
            BeginUnseen(Value.Of(WorkOf(Value.Of([instance, lent]))), operation);
            return Value.Unknown;
        }

        if (_types.IsTask(operation.Type) && _types.KindOf(method) != CallKind.Dispose)
        {
            return Value.Of([.. WorkOf(Value.Of([instance, lent])), WorkOfOwner(instance, method)]);
        }

        if (ViewOfOwner(instance) is { } view)
        {
            return _types.Carriers.IsReference(operation.Type) ? view : Outcome(operation, null);
        }

        Value given = IsOfFramework(method) ? ResultOfFramework(operation, instance, lent)
            : IsIterator(method) && lent.Bytes.FirstOrDefault() is { Kind: ValueKind.View } used ? Value.Of(Contents.Of(null).With(null, used))
            : ViewOf(operation, instance);
        return given.IsOfInterest ? given : Outcome(operation, null);
    }

    /// <summary>Whether the method is the getter that the graph calls for <c>??=</c> on a nullable value.</summary>
    internal static bool IsHasValue(IMethodSymbol method) =>
        method is { Name: "get_HasValue", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T };

    /// <summary>What a task works with: everything it receives, or what the tasks that it receives work with.</summary>
    private static IEnumerable<Value> WorkOf(Value used) => used.All
        .Where(static value => value is { Kind: ValueKind.View or ValueKind.Work }
            or { Kind: ValueKind.Handle, Rental.Kind: not (RentalKind.Owner or RentalKind.Array) })
        .Select(static value => new Value(ValueKind.Work, value.Rental));

    private Value Awaited(Value tasks, IOperation by)
    {
        WaitFor(tasks, by);
        return Value.Unknown;
    }

    /// <summary>What an instance method returns when it is called on a view.</summary>
    private Value ViewOf(IInvocationOperation operation, Value instance) =>
        instance.Kind == ValueKind.View && !operation.TargetMethod.IsExtensionMethod
            && (_types.Carriers.IsReference(operation.Type) || ReturnsByRef(operation.TargetMethod)) ? instance : Value.Unknown;

    private Value ResultOfFramework(IInvocationOperation operation, Value instance, Value lent)
    {
        IMethodSymbol method = operation.TargetMethod;
        _reading = operation;
        if (IsRegistration(method) && lent.Bytes.Any())
        {
            return Value.Of(Contents.Of(null).With(null, lent));
        }

        if (Collected(operation, instance) is { } collection)
        {
            return Value.Of(collection);
        }

        Value source = instance.IsOfInterest ? instance : lent;
        switch (source.Kind)
        {
            case ValueKind.Handle when KeepsForLater(method) && ViewOfArray(source) is { } array:
                return Value.Of(Contents.Of(null).With(null, array));
            case ValueKind.Handle when source.Rental is { Kind: RentalKind.ByteArray }:
                return ResultOfArray(source, operation, isReceiver: instance.IsOfInterest);
            case ValueKind.View when _types.Carriers.IsReference(operation.Type) || ReturnsByRef(method):
                return source;

            // Pinned memory gives pointers; a document, a reader or a lazy sequence keeps the memory that it was made from.
            case ValueKind.View when method.Name == "Pin" || KeepsForLater(method):
                return Value.Of(Contents.Of(null).With(null, source));
            case ValueKind.Holder when IsEnumeration(operation):
                UseAll(source, operation);
                return Value.Unknown;
            case ValueKind.Holder when KeepsForLater(method) && IsOfNumbers(EnumeratedBy(operation)?.Type):
                return Value.Of(source.Contents! with { Site = null });
            case ValueKind.Holder when IsProjection(method):
                return Value.Unknown;
            case ValueKind.Holder when !method.IsStatic || method.IsExtensionMethod:
                Value part = ReadPart(source.Contents!, method, operation.Type,
                    ConstantIndexOf(operation.Arguments.Skip(method.IsExtensionMethod ? 1 : 0).Select(static given => given.Value)));
                TakeOut(operation, method);
                return part;
            default:
                return Value.Unknown;
        }
    }

    /// <summary>The contents of a collection or tuple that the framework makes from values, or from a collection and values.</summary>
    private Contents? Collected(IInvocationOperation operation, Value instance)
    {
        IMethodSymbol made = operation.TargetMethod.OriginalDefinition;
        if (made.ReturnType is ITypeParameterSymbol || !_types.Carriers.CanBeFilled(operation.Type))
        {
            return null;
        }

        Value[] elements = [.. operation.Arguments.Where(given => IsElement(given.Parameter?.OriginalDefinition.Type) && _given.ContainsKey(given))
            .Select(given => _given[given]).Where(static value => value.Bytes.Any())];
        return elements.Length == 0 ? null : elements.Aggregate(
            (instance.Contents ?? Contents.Of(null)) with { Site = null, IsMixed = instance.Contents?.IsMixed ?? operation.Instance is not null },
            static (all, value) => value.Contents is { Site: not null } others ? all.With(others) : all.With(null, value));
    }

    private static bool IsElement(ITypeSymbol? type) => type is ITypeParameterSymbol or IArrayTypeSymbol { ElementType: ITypeParameterSymbol }
        or INamedTypeSymbol { Name: "ReadOnlySpan" };

    /// <summary>Whether other code will call the function, until the result of the method is disposed.</summary>
    private static bool IsRegistration(IMethodSymbol method) =>
        method is { Name: "Register" or "UnsafeRegister", ContainingType.Name: "CancellationToken" };

    /// <summary>A collection that something is taken out of, or that is otherwise changed, is no longer known to contain anything.</summary>
    private void TakeOut(IInvocationOperation operation, IMethodSymbol method)
    {
        if (!method.IsExtensionMethod && (s_waysOut.Contains(method.Name) || method.Name.StartsWith("Remove", StringComparison.Ordinal)
            || method.Name.StartsWith("Try", StringComparison.Ordinal)))
        {
            Refill(operation.Instance, static contents => contents with { Parts = [], IsMixed = true });
        }
    }

    private static bool ReturnsByRef(IMethodSymbol method) => method.ReturnsByRef || method.ReturnsByRefReadonly;

    /// <summary>Whether the result of the framework's method goes on using what the method received: a document of the bytes, or a sequence enumerated
    /// later.</summary>
    private bool KeepsForLater(IMethodSymbol method) =>
        (method is { IsStatic: true, Parameters.IsEmpty: false } && method.Parameters[0].Type is var first && method.Name is "Parse" or "Create"
            or "FromBytes" && _types.IsView(first) && !first.IsRefLikeType && _types.Carriers.CanCarry(method.ReturnType)
            && method.ReturnType is not IArrayTypeSymbol)
        || (method is { ContainingType.Name: "Enumerable" or "MemoryMarshal", ReturnType: INamedTypeSymbol { TypeKind: TypeKind.Interface } });
}

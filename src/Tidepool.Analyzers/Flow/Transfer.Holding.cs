using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Tuples, objects and collections: what is put into them, and what is taken out.</summary>
/// <remarks>Leases are followed only in tuples; one in an object or collection has been handed over. Bytes are followed wherever they are stored.</remarks>
internal sealed partial class Transfer
{
    public override Value VisitTuple(ITupleOperation operation, object? argument)
    {
        Contents contents = Contents.Of(null);
        for (int i = 0; i < operation.Elements.Length; i++)
        {
            contents = contents.With(i, Visit(operation.Elements[i], argument));
        }

        return contents.Parts.Any(static part => part.Value.IsOfInterest) ? Value.Of(contents with { IsMixed = false }) : Value.Unknown;
    }

    public override Value VisitCollectionExpression(ICollectionExpressionOperation operation, object? argument) => Collect(operation, operation.Elements);

    public override Value VisitArrayCreation(IArrayCreationOperation operation, object? argument)
    {
        foreach (IOperation size in operation.DimensionSizes)
        {
            Visit(size, argument);
        }

        return Collect(operation, operation.Initializer?.ElementValues ?? []);
    }

    public override Value VisitSpread(ISpreadOperation operation, object? argument) => Visit(operation.Operand, argument);

    public override Value VisitDeconstructionAssignment(IDeconstructionAssignmentOperation operation, object? argument)
    {
        Value value = Visit(operation.Value, argument);
        if (value.Contents is null)
        {
            HandOver(value);
        }

        // The tuple holds its parts until all of them are assigned: two variables may be swapped.
        Slot parts = new(SlotKind.Local, operation.Syntax);
        _state = _state.With(parts, value);
        AssignParts(operation.Target, value, TypeBehind(operation.Value), operation);
        _state = _state.With(parts, Value.Unknown);
        return Value.Unknown;
    }

    public override Value VisitObjectCreation(IObjectCreationOperation operation, object? argument)
    {
        if (operation.Arguments.IsEmpty && _types.IsHandle(operation.Type))
        {
            return Value.Default;
        }

        if (_types.IsOwner(operation.Type))
        {
            VisitArguments(operation.Arguments, operation.Constructor!, Value.Unknown);
            MayThrow();
            return Rent(operation, RentalKind.Owner);
        }

        Value lent = operation.Constructor is { } constructor ? VisitArguments(operation.Arguments, constructor, Value.Unknown) : Value.Unknown;
        if (operation.Constructor is { } own && !IsOfFramework(own))
        {
            ForgetFields();
        }

        MayThrow();
        if (_types.Carriers.IsReference(operation.Type))
        {
            bool isKept = IsOfFramework(operation.Type!)
                || operation.Arguments.Any(given => given.Parameter is { } parameter && Storage.Of(parameter) is not null);
            return (lent.Kind == ValueKind.View ? lent : ViewOfArray(lent)) is { } view && isKept ? view : Value.Unknown;
        }

        Contents contents = Contents.Of(operation.Type?.IsReferenceType == true ? operation.Syntax : null);
        foreach (IArgumentOperation given in operation.Arguments)
        {
            contents = PutInto(contents, given, operation);
        }

        return contents.Parts.IsEmpty && !_types.Carriers.CanBeFilled(operation.Type) ? Value.Unknown : Value.Of(contents);
    }

    private Value Collect(IOperation collection, IEnumerable<IOperation> elements)
    {
        Contents contents = Contents.Of(collection.Syntax);
        bool isOfNumbers = Carriers.ElementOf(collection.Type) is { } type && !_types.Carriers.CanCarry(type);
        int index = 0;
        foreach (IOperation element in elements)
        {
            Value value = Visit(element, null);
            if (isOfNumbers)
            {
                // A value spread into the collection is read here, and copied.
                UseAll(value, element);
                continue;
            }

            HandOver(value);
            bool isLease = value.Kind == ValueKind.Handle;
            contents = element is ISpreadOperation && value.Contents is { } others
                ? contents.With(others) : contents.With(index++, isLease ? Value.Unknown : value);
        }

        MayThrow();
        return contents.Parts.IsEmpty && !_types.Carriers.CanBeFilled(collection.Type) ? Value.Unknown : Value.Of(contents);
    }

    /// <summary>The contents, with what a new object keeps of an argument.</summary>
    private Contents PutInto(Contents contents, IArgumentOperation given, IObjectCreationOperation creation)
    {
        if (!_given.TryGetValue(given, out Value value) || given.Parameter is not { } parameter)
        {
            return contents;
        }

        if (ViewOfArray(value) is { } view)
        {
            return IsOverArray(creation.Type) ? contents.With(null, view) : contents;
        }

        if (!value.Bytes.Any())
        {
            return contents;
        }

        if (IsOfFramework(creation.Constructor!))
        {
            // A type that isn't ref-like copies a span; one that receives a collection keeps the collection or its elements.
            return parameter.Type.IsRefLikeType ? contents : value.Contents is { } others ? contents.With(others) : contents.With(null, value);
        }

        return Storage.Of(parameter) is { } member ? contents.With(member, value) : contents;
    }

    /// <summary>Assigns the parts of a value to the elements of a tuple.</summary>
    private void AssignParts(IOperation target, Value value, ITypeSymbol? type, IOperation by)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                AssignParts(declaration.Expression, value, type, by);
                break;
            case ITupleOperation tuple:
                for (int i = 0; i < tuple.Elements.Length; i++)
                {
                    Value part = value.Contents?.At(PlaceOfPart(type, i)) ?? Value.Unknown;
                    if (tuple.Elements[i] is ITupleOperation or IDeclarationExpressionOperation { Expression: ITupleOperation })
                    {
                        AssignParts(tuple.Elements[i], part, null, by);
                    }
                    else
                    {
                        Assign(tuple.Elements[i], part, by);
                    }
                }

                break;
            default:
                Assign(target, value, by);
                break;
        }
    }

    /// <summary>A record deconstructs into its properties, in the order of its constructor.</summary>
    private static object PlaceOfPart(ITypeSymbol? type, int index) =>
        type is INamedTypeSymbol { IsRecord: true } record
        && record.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault(method => method.Parameters.Length > index) is { } deconstruct
        && record.GetMembers(deconstruct.Parameters[index].Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property
            ? property
            : index;

    private static ITypeSymbol? TypeBehind(IOperation value) => Origin(value).Type;

    /// <summary>The value of a member of something that holds values.</summary>
    private Value ReadPart(Contents contents, IMemberReferenceOperation member, IEnumerable<IOperation> indices)
    {
        _reading = member;
        if (IndexOf(member.Member) is int element)
        {
            return contents.At(element);
        }

        if (contents.At(member.Member) is { IsOfInterest: true } stored)
        {
            return stored;
        }

        return IsOfFramework(member.Member) ? ReadPart(contents, member.Member, member.Type, ConstantIndexOf(indices)) : Value.Unknown;
    }

    /// <summary>The index in a collection, if it is a single constant.</summary>
    private static object? ConstantIndexOf(IEnumerable<IOperation> indices)
    {
        IOperation[] all = [.. indices];
        return all.Length == 1 && Wording.ConstantOf(all[0]) is (var constant, true) ? constant is decimal number and >= int.MinValue and <= int.MaxValue
            ? (int)number : constant : null;
    }

    /// <summary>The index of a tuple's element; any other member is its own key.</summary>
    private static object IndexOf(ISymbol member) =>
        member is IFieldSymbol { ContainingType.IsTupleType: true } element
        && (element.CorrespondingTupleField ?? element).Name is var name
        && name.StartsWith("Item", StringComparison.Ordinal)
        && int.TryParse(name.Substring(4), out int number)
            ? number - 1
            : member;

    /// <summary>What a member of a framework type returns of the values that it holds: an element, a view of them all, or another collection of them.</summary>
    private Value ReadPart(Contents contents, ISymbol member, ITypeSymbol? type, object? place)
    {
        if (_types.Carriers.IsReference(type) || _types.IsTask(type) || type?.SpecialType == SpecialType.System_Object
            || type is { TypeKind: TypeKind.Delegate })
        {
            return contents.At(place);
        }

        if (IsReader(member.ContainingType) || IsReadingStream(member))
        {
            return member.Name != "Clone" && _types.Carriers.CanCarry(type) ? Value.Of(contents with { Site = null }) : ReadBytes(contents, member);
        }

        return _types.Carriers.CanBeFilled(type) || type is { Name: "Enumerator" or "IEnumerator" } ? Value.Of(contents with { Site = null }) : Value.Unknown;
    }

    /// <summary>The slot of the variable or temporary that an operation reads.</summary>
    private Slot? SlotOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => new Slot(SlotKind.Local, _captures.BehindAlias(local.Local)),
        IParameterReferenceOperation parameter => new Slot(SlotKind.Local, parameter.Parameter),
        IFlowCaptureReferenceOperation temporary => new Slot(SlotKind.Local, temporary.Id),
        IConversionOperation { OperatorMethod: null } conversion => SlotOf(conversion.Operand),
        _ => null,
    };

    /// <summary>Changes the contents of an object or collection, for all variables that refer to it.</summary>
    /// <returns>False if the operation reads something that isn't followed.</returns>
    private bool Refill(IOperation? holder, Func<Contents, Contents> change)
    {
        if (SlotOf(holder) is not { } slot)
        {
            return false;
        }

        // A "with" expression on an object from elsewhere puts a copy into a temporary.
        if (holder is IFlowCaptureReferenceOperation && _state[slot].Kind == ValueKind.Unknown && holder.Syntax is WithExpressionSyntax)
        {
            _state = _state.With(slot, Value.Of(Contents.Of(null) with { IsMixed = true }));
        }

        if (_state[slot].Contents is not { } contents)
        {
            return false;
        }

        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            if (value.Key == slot || (contents.Site is { } site && value.Value.Contents?.Site == site))
            {
                _state = _state.With(value.Key, value.Value with { Contents = change(value.Value.Contents!) });
            }
        }

        return true;
    }

    /// <summary>Other code may change what an object or collection holds.</summary>
    private void LoseSightOf(Value holder)
    {
        if (holder.Contents?.Site is not { } site)
        {
            return;
        }

        foreach (KeyValuePair<Slot, Value> value in _state.Values)
        {
            if (value.Value.Contents?.Site == site)
            {
                HandOver(value.Value);
                _state = _state.With(value.Key, Value.Unknown);
            }
        }
    }
}

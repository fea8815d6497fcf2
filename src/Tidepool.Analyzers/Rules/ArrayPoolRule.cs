using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Rules;

/// <summary>An array of an <c>ArrayPool&lt;byte&gt;</c> stays in the method that rents it, which never needs it as an array.</summary>
internal static class ArrayPoolRule
{
    internal const string Id = "TIDE008";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A lease would make this rent of an array safe",
        "A lease would check every use and return of '{0}'",
        RulePages.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>Whether the call rents an array of bytes.</summary>
    internal static bool IsRent(IInvocationOperation call, TidepoolTypes types) =>
        types.KindOf(call.TargetMethod) == CallKind.RentArray && call.Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>Why a lease can't replace the array.</summary>
    /// <param name="rent">The call that rents the array.</param>
    /// <param name="array">The variable that receives it.</param>
    /// <param name="body">The method, or the function in it, that declares the variable.</param>
    /// <param name="types">The types that the rules know.</param>
    /// <returns>Null if it can: everything done with the array can be done with a span or memory, and it is returned in the same method.</returns>
    internal static string? ObstacleTo(IInvocationOperation rent, ILocalSymbol array, IOperation body, TidepoolTypes types)
    {
        if (!ArrayPools.HaveLeases(rent.Instance, types))
        {
            return "it comes from a pool that has no leases";
        }

        ILocalReferenceOperation[] uses =
        [
            .. body.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, array)),
        ];
        return uses.Select(use => ObstacleIn(use, body, types)).FirstOrDefault(static obstacle => obstacle is not null)
            ?? (Array.Exists(uses, use => ReturnOf(use, types) is not null) ? null : "it isn't returned in the method");
    }

    /// <summary>The call that returns the array, if the use is such a call.</summary>
    private static IInvocationOperation? ReturnOf(ILocalReferenceOperation use, TidepoolTypes types) =>
        use.Parent is IArgumentOperation { Parent: IInvocationOperation call } && types.KindOf(call.TargetMethod) == CallKind.ReturnArray ? call : null;

    /// <summary>Why one use prevents the replacement.</summary>
    private static string? ObstacleIn(ILocalReferenceOperation use, IOperation body, TidepoolTypes types)
    {
        if (IsInFunctionOf(body, use))
        {
            return "a lambda or local function uses it";
        }

        if (ReturnOf(use, types) is { } call)
        {
            return call.Parent is IExpressionStatementOperation
                && call.Arguments.All(static argument => argument.Value is ILocalReferenceOperation or { ConstantValue.Value: false })
                ? null : "it is cleared when it is returned";
        }

        return IsOfBytes(use, types) ? null
            : ArgumentOf(use) is not null ? "a method needs the array"
            : "something else gets the array";
    }

    /// <summary>Whether the use needs only the bytes, not the array that contains them.</summary>
    private static bool IsOfBytes(ILocalReferenceOperation use, TidepoolTypes types) => use.Parent switch
    {
        IArrayElementReferenceOperation { Type: var type } element when element.ArrayReference == use =>
            type?.SpecialType == SpecialType.System_Byte || element.Indices[0].Type?.Name == "Range",
        IPropertyReferenceOperation { Property.Name: "Length" } => true,
        IConversionOperation { IsImplicit: true } conversion when types.IsView(conversion.Type) => conversion.Type!.Name != "ArraySegment",
        _ => ArgumentOf(use) is { } argument && (IsPart(argument, types) || IsCopy(argument) || ByteOverloads.ViewFor(argument) is not null),
    };

    /// <summary>The argument that passes the array.</summary>
    private static IArgumentOperation? ArgumentOf(ILocalReferenceOperation use) =>
        use.Parent as IArgumentOperation ?? (use.Parent as IConversionOperation)?.Parent as IArgumentOperation;

    /// <summary>Whether a span or memory is made of the array.</summary>
    private static bool IsPart(IArgumentOperation argument, TidepoolTypes types) => argument.Parameter?.Ordinal == 0 && argument.Parent switch
    {
        IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory", ContainingType.Name: "MemoryExtensions" } } => true,
        IObjectCreationOperation creation => types.IsView(creation.Type) && creation.Type!.Name is not ("ArraySegment" or "ReadOnlySequence"),
        _ => false,
    };

    /// <summary>Whether the call clears or fills a part of the array, or copies between it and another one: a span can do the same.</summary>
    private static bool IsCopy(IArgumentOperation argument) =>
        argument.Parent is IInvocationOperation { TargetMethod: { ContainingType: var type } method } call
        && type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true }
        && (type.Name, method.Name) is ("Array", "Clear" or "Fill" or "Reverse" or "Copy") or ("Buffer", "BlockCopy")
        && call.Arguments.All(static given =>
            given.Parameter?.Type is not ({ SpecialType: SpecialType.System_Array } or IArrayTypeSymbol) || IsOfByteArray(given));

    private static bool IsOfByteArray(IArgumentOperation given) =>
        (given.Value is IConversionOperation conversion ? conversion.Operand.Type : given.Value.Type)
            is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };

    private static bool IsInFunctionOf(IOperation body, IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null && parent != body; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

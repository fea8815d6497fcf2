using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Rules;

/// <summary>An array of <c>ArrayPool&lt;byte&gt;.Shared</c> stays in the method that rents it, which never needs it as an array.</summary>
internal static class ArrayPoolRule
{
    internal const string Id = "TIDE008";

    internal static readonly DiagnosticDescriptor Descriptor = new(
        Id,
        "A lease would make this rent of an array safe",
        "A lease of 'BytePool.Shared' would check every use and return of '{0}'",
        RulePages.Category,
        DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        helpLinkUri: RulePages.Folder + Id + ".md");

    /// <summary>Whether a lease could take the array's place: everything done with it can be done with a span or memory,
    /// and it is returned in the same method.</summary>
    internal static bool IsReplaceable(IInvocationOperation rent, ILocalSymbol array, IOperation body, TidepoolTypes types)
    {
        if (types.KindOf(rent.TargetMethod) != CallKind.RentArray
            || rent.Instance is not IPropertyReferenceOperation { Property: { Name: "Shared", IsStatic: true } }
            || rent.Type is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte })
        {
            return false;
        }

        ILocalReferenceOperation[] uses =
        [
            .. body.Descendants().OfType<ILocalReferenceOperation>().Where(use => SymbolEqualityComparer.Default.Equals(use.Local, array)),
        ];
        return uses.Any(use => ReturnOf(use, types) is not null) && uses.All(use => ReturnOf(use, types) is not null || IsOfBytes(use, types));
    }

    /// <summary>The statement that gives the array back, if that is the use.</summary>
    internal static IExpressionStatementOperation? ReturnOf(ILocalReferenceOperation use, TidepoolTypes types) =>
        use.Parent is IArgumentOperation { Parent: IInvocationOperation call }
        && types.KindOf(call.TargetMethod) == CallKind.ReturnArray
        && call.Arguments.All(static argument => argument.Value is ILocalReferenceOperation or { ConstantValue.Value: false })
            ? call.Parent as IExpressionStatementOperation
            : null;

    /// <summary>Whether the use is of the bytes, and not of the array that they are in.</summary>
    private static bool IsOfBytes(ILocalReferenceOperation use, TidepoolTypes types) => !IsInLambda(use) && use.Parent switch
    {
        IArrayElementReferenceOperation { Type.SpecialType: SpecialType.System_Byte } => true,
        IPropertyReferenceOperation { Property.Name: "Length" } => true,
        IConversionOperation { IsImplicit: true } conversion => types.IsView(conversion.Type) && conversion.Type!.Name != "ArraySegment",
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "AsSpan" or "AsMemory",
            ContainingType.Name: "MemoryExtensions" } } } argument => argument.Parameter?.Ordinal == 0,
        IArgumentOperation argument => ByteOverloads.ViewFor(argument) is not null,
        _ => false,
    };

    private static bool IsInLambda(IOperation operation)
    {
        for (IOperation? parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Tidepool.Analyzers.Symbols;

/// <summary>Which types can refer to the bytes of a rental.</summary>
/// <param name="types">The types that the rules know.</param>
internal sealed class Carriers(TidepoolTypes types)
{
    private const int MaxDepth = 4;

    private readonly ConcurrentDictionary<ITypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    /// <summary>Whether a value of the type can refer to bytes that aren't its own: not a number, a string or an array of numbers.</summary>
    internal bool CanCarry(ITypeSymbol? type) => type is not null && _known.GetOrAdd(type, known => CanCarry(known, MaxDepth));

    /// <summary>Whether an object of the type is meant to contain views or tasks: a collection of them, or a type of this compilation with a field for
    /// one.</summary>
    internal bool CanBeFilled(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => IsContent(array.ElementType),
        INamedTypeSymbol { IsGenericType: true } generic when generic.TypeArguments.Any(IsContent) => true,
        INamedTypeSymbol { DeclaringSyntaxReferences.Length: > 0, TypeKind: TypeKind.Class or TypeKind.Struct } own =>
            own.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false } field && IsContent(field.Type)),
        _ => false,
    };

    /// <summary>Whether values of the type inherently refer to other memory, so that such a value obtained from a view is a view too.</summary>
    internal bool IsReference(ITypeSymbol? type) =>
        types.IsView(NotNull(type)) || type is { IsRefLikeType: true } or { TypeKind: TypeKind.Pointer }
            || type is { Name: "Enumerator", ContainingType: var outer } && types.IsView(outer);

    /// <summary>The type; for a nullable value type, its underlying type.</summary>
    internal static ITypeSymbol? NotNull(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0] : type;

    /// <summary>The type of a collection's elements, if it has exactly one.</summary>
    internal static ITypeSymbol? ElementOf(ITypeSymbol? collection) => collection switch
    {
        IArrayTypeSymbol array => array.ElementType,
        INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } => arguments[0],
        _ => null,
    };

    private bool IsContent(ITypeSymbol type) =>
        types.IsView(NotNull(type)) || types.IsTask(type) || type.TypeKind is TypeKind.Delegate or TypeKind.Pointer
        || type is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Any(element => IsContent(element.Type));

    private bool CanCarry(ITypeSymbol type, int depth)
    {
        if (depth == 0 || types.IsView(type) || type.IsRefLikeType)
        {
            return true;
        }

        switch (type)
        {
            case { SpecialType: SpecialType.System_IntPtr or SpecialType.System_UIntPtr or SpecialType.System_Object }:
                return true;
            case { SpecialType: (>= SpecialType.System_Boolean and <= SpecialType.System_String) or SpecialType.System_Void or SpecialType.System_DateTime }
                or { TypeKind: TypeKind.Enum }:
                return false;
            case IArrayTypeSymbol array:
                return CanCarry(array.ElementType, depth - 1);
            case { IsValueType: true } and INamedTypeSymbol value:
                return value.GetMembers().Any(member => member is IFieldSymbol { IsStatic: false } field && CanCarry(field.Type, depth - 1));
            default:
                return true;
        }
    }
}

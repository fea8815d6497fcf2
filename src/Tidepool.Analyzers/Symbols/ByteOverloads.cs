using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Symbols;

/// <summary>Methods that take an array and a part of it, and have an overload that takes a span or a memory instead.</summary>
internal static class ByteOverloads
{
    /// <summary>What the overload takes: <c>Span</c> or <c>Memory</c>; null if there is none.</summary>
    internal static string? ViewFor(IArgumentOperation array) => For(array)?.View;

    /// <summary>The overload that a call could use.</summary>
    /// <param name="array">The argument that passes the array.</param>
    /// <returns>Null if there is no such overload, its result couldn't replace the other's, or it might call the caller again.</returns>
    internal static ByteOverload? For(IArgumentOperation array)
    {
        if (array is not { Parameter: { Ordinal: var at, RefKind: RefKind.None } parameter, Parent: IInvocationOperation { TargetMethod: var method } call }
            || parameter.Type is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            || method.IsExtensionMethod
            || MayComeBack(call))
        {
            return null;
        }

        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (IMethodSymbol overload in type.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                if (IsCandidate(overload, method)
                    && Match(method, 0, overload, 0) is { } groups
                    && groups.Find(group => group.First == at) is { Part: not ArrayPart.Whole } own
                    && CanReplace(overload.ReturnType, call)
                    && !Mentions(overload, CallerOf(call)))
                {
                    return new ByteOverload(own.View, groups);
                }
            }
        }

        return null;
    }

    private static bool IsCandidate(IMethodSymbol overload, IMethodSymbol method) =>
        (overload.DeclaredAccessibility == Accessibility.Public || overload.DeclaringSyntaxReferences.Length > 0)
        && overload.IsStatic == method.IsStatic
        && !overload.IsGenericMethod
        && !SymbolEqualityComparer.Default.Equals(overload, method);

    /// <summary>Whether the overload may do its work by calling the method that would call it, as an overload of a base class does that turns the spans into
    /// arrays again.</summary>
    private static bool MayComeBack(IInvocationOperation call) =>
        call is { Instance: IInstanceReferenceOperation, TargetMethod: { IsVirtual: true } or { IsAbstract: true } or { IsOverride: true } }
        || (call.Instance is null or IInstanceReferenceOperation && CallerOf(call)?.Name == call.TargetMethod.Name);

    /// <summary>The member that contains the call.</summary>
    private static ISymbol? CallerOf(IInvocationOperation call)
    {
        ISymbol? caller = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart);
        while (caller is IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.AnonymousFunction })
        {
            caller = caller.ContainingSymbol;
        }

        return caller;
    }

    /// <summary>Whether the overload belongs to the caller's type, and names the caller.</summary>
    private static bool Mentions(IMethodSymbol overload, ISymbol? caller) =>
        caller is not null
        && SymbolEqualityComparer.Default.Equals(overload.ContainingType, caller.ContainingType)
        && overload.DeclaringSyntaxReferences.Any(declaration => declaration.GetSyntax().DescendantTokens().Any(token => token.ValueText == caller.Name));

    /// <summary>Matches the parameters of both methods from two positions on.</summary>
    /// <returns>The arrays and strings that become a view each, with the numbers after them; null if the parameters don't match.</returns>
    private static List<ArgumentGroup>? Match(IMethodSymbol method, int at, IMethodSymbol overload, int overloadAt)
    {
        if (at == method.Parameters.Length)
        {
            return overload.Parameters.Skip(overloadAt).All(static parameter => parameter.IsOptional) ? [] : null;
        }

        if (overloadAt == overload.Parameters.Length)
        {
            return null;
        }

        IParameterSymbol taken = overload.Parameters[overloadAt];
        if (ElementOf(method.Parameters[at].Type) is { } element && ViewOf(taken.Type, element) is { } view && PartAt(method, at) is var part
            && part != ArrayPart.Whole)
        {
            ArgumentGroup group = new(at, part, view);
            return Match(method, at + group.Count, overload, overloadAt + 1) is { } rest ? [group, .. rest] : null;
        }

        return SymbolEqualityComparer.Default.Equals(taken.Type, method.Parameters[at].Type) && taken.RefKind == method.Parameters[at].RefKind
            ? Match(method, at + 1, overload, overloadAt + 1) : null;
    }

    private static ITypeSymbol? ElementOf(ITypeSymbol type) => type is IArrayTypeSymbol { Rank: 1 } array ? array.ElementType
        : type.SpecialType == SpecialType.System_String ? type : null;

    /// <summary>Which part the numbers after an array select; for a string, only a slice is recognized.</summary>
    private static ArrayPart PartAt(IMethodSymbol method, int array)
    {
        bool isSlice = IsNamed(method, array + 1, "offset", "index", "start") && IsNamed(method, array + 2, "count", "length", "size");
        return isSlice ? ArrayPart.Slice
            : method.Parameters[array].Type.SpecialType == SpecialType.System_String ? ArrayPart.Whole
            : IsNamed(method, array + 1, "offset", "index", "start") ? ArrayPart.Tail
            : IsNamed(method, array + 1, "count", "length", "size") ? ArrayPart.Head
            : ArrayPart.Whole;
    }

    private static bool IsNamed(IMethodSymbol method, int parameter, params string[] endings) =>
        parameter < method.Parameters.Length
        && method.Parameters[parameter] is { Type.SpecialType: SpecialType.System_Int32, RefKind: RefKind.None, Name: var name }
        && Array.Exists(endings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    private static string? ViewOf(ITypeSymbol type, ITypeSymbol element)
    {
        bool isOfElement = type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && (element.SpecialType == SpecialType.System_String
            ? arguments[0].SpecialType == SpecialType.System_Char : SymbolEqualityComparer.Default.Equals(arguments[0], element));
        return !isOfElement ? null : type.Name switch
        {
            "ReadOnlySpan" => "Span",
            "ReadOnlyMemory" => "Memory",
            "Span" or "Memory" when element.SpecialType != SpecialType.System_String => type.Name,
            _ => null,
        };
    }

    /// <summary>Whether the code can use the other result: a different task only if it awaits it at once.</summary>
    private static bool CanReplace(ITypeSymbol result, IInvocationOperation call) =>
        SymbolEqualityComparer.Default.Equals(result, call.Type)
        || (result.Name == "ValueTask" && call.Type?.Name == "Task" && TypeArgumentsMatch(result, call.Type) && IsAwaited(call));

    private static bool TypeArgumentsMatch(ITypeSymbol one, ITypeSymbol other) =>
        one is INamedTypeSymbol first && other is INamedTypeSymbol second
        && first.TypeArguments.Length == second.TypeArguments.Length
        && first.TypeArguments.Zip(second.TypeArguments, SymbolEqualityComparer.Default.Equals).All(static isSame => isSame);

    private static bool IsAwaited(IOperation task) => task.Parent switch
    {
        IAwaitOperation => true,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } call when call.Instance == task
            && call.Arguments.All(static given => given.Parameter?.Type.SpecialType == SpecialType.System_Boolean) => IsAwaited(call),
        _ => false,
    };
}

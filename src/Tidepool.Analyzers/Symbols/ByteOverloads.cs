using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.Symbols;

/// <summary>Framework methods that take an array, an offset and a count, and have an overload that takes a span or a memory in their place.</summary>
internal static class ByteOverloads
{
    /// <summary>What the overload takes: <c>Span</c> or <c>Memory</c>.</summary>
    /// <param name="array">The argument that is the array.</param>
    /// <returns>Null if there is no such overload, or its result couldn't take the other's place.</returns>
    internal static string? ViewFor(IArgumentOperation array)
    {
        if (array is not { Parameter: { Ordinal: var at, RefKind: RefKind.None } parameter, Parent: IInvocationOperation { TargetMethod: var method } call }
            || parameter.Type is not IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte }
            || method.Parameters.Length < at + 3
            || !IsCount(method.Parameters[at + 1])
            || !IsCount(method.Parameters[at + 2])
            || !Transfer.IsOfFramework(method))
        {
            return null;
        }

        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (IMethodSymbol overload in type.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                if (TakesTheRest(overload, method, at) && ViewOf(overload.Parameters[at].Type) is { } view && CanReplace(overload.ReturnType, call))
                {
                    return view;
                }
            }
        }

        return null;
    }

    private static bool IsCount(IParameterSymbol parameter) => parameter is { Type.SpecialType: SpecialType.System_Int32, RefKind: RefKind.None };

    private static string? ViewOf(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && arguments[0].SpecialType == SpecialType.System_Byte
            ? type.Name switch
            {
                "Span" or "ReadOnlySpan" => "Span",
                "Memory" or "ReadOnlyMemory" => "Memory",
                _ => null,
            }
            : null;

    /// <summary>Whether the overload has the same parameters around the one in question, and after them only such as need no argument.</summary>
    private static bool TakesTheRest(IMethodSymbol overload, IMethodSymbol method, int at)
    {
        int shared = method.Parameters.Length - 2;
        if (overload.DeclaredAccessibility != Accessibility.Public || overload.IsStatic != method.IsStatic || overload.IsGenericMethod
            || overload.Parameters.Length < shared)
        {
            return false;
        }

        for (int i = 0; i < overload.Parameters.Length; i++)
        {
            IParameterSymbol parameter = overload.Parameters[i];
            bool isFit = i == at
                || (i >= shared ? parameter.IsOptional
                : SymbolEqualityComparer.Default.Equals(parameter.Type, method.Parameters[i < at ? i : i + 2].Type));
            if (!isFit)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the code can do with the other result: of tasks, if it awaits them at once.</summary>
    private static bool CanReplace(ITypeSymbol result, IInvocationOperation call) =>
        SymbolEqualityComparer.Default.Equals(result, call.Type)
        || (result.Name == "ValueTask" && call.Type?.Name == "Task" && IsAwaited(call));

    private static bool IsAwaited(IOperation task) => task.Parent switch
    {
        IAwaitOperation => true,
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } call when call.Instance == task
            && call.Arguments.All(static given => given.Parameter?.Type.SpecialType == SpecialType.System_Boolean) => IsAwaited(call),
        _ => false,
    };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>What reads bytes only later: documents, streams and readers when a member is called, and sequences when they are enumerated.</summary>
internal sealed partial class Transfer
{
    /// <summary>Types that read the bytes they hold when a member is called.</summary>
    private static bool IsReader(INamedTypeSymbol type) =>
        type is { Name: "JsonDocument" or "JsonElement" or "JsonProperty" or "ObjectEnumerator" or "ArrayEnumerator"
        or "BinaryData", ContainingNamespace: { } space }
        && space.ToDisplayString() is "System" or "System.Text.Json";

    /// <summary>Objects that keep the array they are made from, and read it when a member is called.</summary>
    private static bool IsOverArray(ITypeSymbol? type) =>
        type is { Name: "MemoryStream", ContainingNamespace.Name: "IO" } or { Name: "ByteArrayContent", ContainingNamespace.Name: "Http" };

    /// <summary>Whether a stream in memory, or a reader of one, reads or writes its bytes.</summary>
    private static bool IsReadingStream(ISymbol member) =>
        member is IMethodSymbol { ContainingType: { Name: "MemoryStream" or "Stream" or "BinaryReader" or "StreamReader" or "TextReader" } } method
        && IsOfFramework(method)
        && (method.Name.StartsWith("Read", StringComparison.Ordinal) || method.Name.StartsWith("Write", StringComparison.Ordinal)
            || method.Name is "ToArray" or "CopyTo" or "GetBuffer" or "Peek");

    private Value ReadBytes(Contents contents, ISymbol member)
    {
        if (member.Name != "Dispose" && _reading is { } place)
        {
            foreach (Value part in contents.Parts.Select(static part => part.Value))
            {
                UseView(part, place);
            }
        }

        return Value.Unknown;
    }

    /// <summary>Whether the call enumerates a sequence that reads bytes only then, one after the other.</summary>
    private bool IsEnumeration(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        return (method.Name is "GetEnumerator" or "GetAsyncEnumerator" || method.ReturnType.TypeKind != TypeKind.Interface)
            && IsOfNumbers(EnumeratedBy(call)?.Type);
    }

    private static IOperation? EnumeratedBy(IInvocationOperation call) =>
        call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : call.Instance;

    /// <summary>Whether the type can only be enumerated, and its elements aren't views themselves.</summary>
    private bool IsOfNumbers(ITypeSymbol? type) =>
        type is { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "IAsyncEnumerable" or "IOrderedEnumerable" }
        && Carriers.ElementOf(type) is { } element && !_types.Carriers.CanCarry(element);

    /// <summary>Whether the method maps each element to something else: whether that refers to the element is unknown.</summary>
    private static bool IsProjection(IMethodSymbol method) => method.ContainingType.Name == "Enumerable" && method.Parameters.Any(static parameter =>
        parameter.Type is INamedTypeSymbol { DelegateInvokeMethod: { ReturnsVoid: false, ReturnType.SpecialType: not SpecialType.System_Boolean } });

    /// <summary>Whether the method's code runs only when its result is enumerated.</summary>
    private static bool IsIterator(IMethodSymbol method) =>
        method is { ReturnType: INamedTypeSymbol { TypeKind: TypeKind.Interface }, DeclaringSyntaxReferences: { Length: 1 } declarations }
        && declarations[0].GetSyntax() is var declaration
        && declaration.DescendantNodes(node => node == declaration || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
            .Any(static node => node is YieldStatementSyntax);
}

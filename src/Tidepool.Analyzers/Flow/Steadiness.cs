using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.Flow;

/// <summary>Which members return the same value when they are read twice.</summary>
internal static class Steadiness
{
    /// <summary>Properties of other assemblies whose values change by themselves, or with each step.</summary>
    private static readonly ImmutableHashSet<string> s_changing = ["Now", "UtcNow", "Today", "TickCount", "TickCount64", "Elapsed", "ElapsedMilliseconds",
        "ElapsedTicks", "IsCancellationRequested", "Position", "Current"];

    /// <summary>How the names of methods begin that return something and have no side effects.</summary>
    private static readonly string[] s_asking = ["Is", "Has", "Can", "Should", "Supports", "Needs", "Contains", "Exists", "Get"];

    /// <summary>Whether no code can assign the field once its object is constructed.</summary>
    internal static bool IsSteady(IFieldSymbol field) => field.IsReadOnly;

    /// <summary>Whether the property always has the same value (true), or one that its object or other code may change (false).</summary>
    /// <returns>Null if the value may change by itself, as the time does.</returns>
    internal static bool? Of(IPropertySymbol property)
    {
        if (IsFixed(property))
        {
            return true;
        }

        if (property is { IsIndexer: true } or { Name: "IsReturned" or "IsAllocated" } || property.ReturnsByRef)
        {
            return null;
        }

        if (property.SetMethod is { IsInitOnly: true })
        {
            return true;
        }

        bool isInSource = property.DeclaringSyntaxReferences.Length > 0;
        bool isStored = property.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
        return isInSource ? isStored && property.SetMethod is null
            : property is { SetMethod: null } and ({ ContainingType: { IsReadOnly: true } or { IsRecord: true } } or { IsStatic: true, IsVirtual: false }
                and { Type.SpecialType: SpecialType.System_Boolean }) ? true
            : s_changing.Contains(property.Name) ? null
            : false;
    }

    /// <summary>Whether the method's result depends only on the arguments' values (true), or also on fields of its object or type (false).</summary>
    /// <returns>Null if it depends on anything else, or if that is unknown.</returns>
    internal static bool? Of(IMethodSymbol method) =>
        IsFunction(method) ? true
        : method is { ReturnsVoid: false, IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences: { Length: 1 } declarations }
            && BodyOf(declarations[0].GetSyntax()) is { } body && body.DescendantNodesAndSelf().All(node => IsPlain(node, method)) ? false
        : IsQuestion(method) ? false
        : null;

    /// <summary>Whether the property never changes for a given value of its type.</summary>
    internal static bool IsFixed(IPropertySymbol property) => property.Name switch
    {
        "Length" => property.ContainingType is { SpecialType: SpecialType.System_String or SpecialType.System_Array }
            || IsPartOfMemory(property.ContainingType),
        "IsEmpty" or "IsSingleSegment" => IsPartOfMemory(property.ContainingType),
        "CanBeCanceled" => property.ContainingType.Name == "CancellationToken" && Transfer.IsOfFramework(property.ContainingType),
        _ => false,
    };

    private static bool IsPartOfMemory(INamedTypeSymbol type) =>
        type is { IsReadOnly: true } and ({ IsRefLikeType: true } or { Name: "Memory" or "ReadOnlyMemory" or "ReadOnlySequence", IsValueType: true });

    /// <summary>Whether the method's name suggests that it only returns something, and its type doesn't return something new each time, as a clock
    /// does.</summary>
    private static bool IsQuestion(IMethodSymbol method) =>
        (Array.Exists(s_asking, word => IsWordOf(method.Name, word))
            || method is { Name: "Any" or "Count", Parameters.Length: 1, ContainingType.Name: "Enumerable" })
        && method is { ReturnsVoid: false, IsAsync: false }
        && method.ContainingType is { Name: not ("Random" or "RandomNumberGenerator" or "TimeProvider" or "Stopwatch" or "Interlocked") }
        && method.Parameters.All(static parameter => parameter.RefKind is RefKind.None or RefKind.In);

    private static bool IsWordOf(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && (name.Length == word.Length || char.IsUpper(name[word.Length]));

    private static bool IsFunction(IMethodSymbol method) =>
        method.ContainingType is { ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } type
        && (type is { Name: "Math" or "MathF" or "OperatingSystem" } || (method.ReturnType.SpecialType == SpecialType.System_Boolean
            && (type.SpecialType is SpecialType.System_String or SpecialType.System_Char or SpecialType.System_Enum
                or (>= SpecialType.System_SByte and <= SpecialType.System_Double)
                || method is { IsStatic: true, Name: "Equals" or "ReferenceEquals", ContainingType.SpecialType: SpecialType.System_Object })))
        && method.Parameters.All(static parameter => parameter.RefKind is RefKind.None or RefKind.In);

    private static ExpressionSyntax? BodyOf(SyntaxNode declaration) => declaration switch
    {
        MethodDeclarationSyntax { ExpressionBody.Expression: var body } => body,
        LocalFunctionStatementSyntax { ExpressionBody.Expression: var body } => body,
        MethodDeclarationSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
        LocalFunctionStatementSyntax { Body.Statements: { Count: 1 } statements } => (statements[0] as ReturnStatementSyntax)?.Expression,
        _ => null,
    };

    /// <summary>Whether the expression only compares and computes.</summary>
    private static bool IsPlain(SyntaxNode node, IMethodSymbol method) => node switch
    {
        IdentifierNameSyntax name => (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) || IsOwn(name.Identifier.ValueText, method),
        LiteralExpressionSyntax or MemberAccessExpressionSyntax or ParenthesizedExpressionSyntax or ConditionalExpressionSyntax or ThisExpressionSyntax => true,
        BinaryExpressionSyntax or IsPatternExpressionSyntax or PatternSyntax or CastExpressionSyntax or TypeSyntax or SubpatternSyntax
            or PositionalPatternClauseSyntax or PropertyPatternClauseSyntax or NameColonSyntax => true,
        PrefixUnaryExpressionSyntax unary => !unary.IsKind(SyntaxKind.PreIncrementExpression) && !unary.IsKind(SyntaxKind.PreDecrementExpression),
        _ => false,
    };

    /// <summary>Whether the name is that of a parameter, of a field or property of the method's type, or of a parameter of that type's constructors.</summary>
    private static bool IsOwn(string name, IMethodSymbol method) =>
        method.Parameters.Any(parameter => parameter.Name == name)
        || method.ContainingType.GetMembers(name).Any(static member => member is IFieldSymbol { IsVolatile: false } or IPropertySymbol)
        || method.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.Any(parameter => parameter.Name == name));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>The values of expressions that don't change from the rent on.</summary>
/// <param name="rent">The call that rents the array.</param>
/// <param name="scope">The scope of the array's variable.</param>
/// <param name="model">The file's semantic model.</param>
internal sealed class SteadyLengths(ExpressionSyntax rent, SyntaxNode scope, SemanticModel model)
{
    private const int MaxDepth = 8;

    /// <summary>The value of a constant.</summary>
    internal long? ConstantOf(ExpressionSyntax expression) => model.GetConstantValue(expression) switch
    {
        { HasValue: true, Value: int number } => number,
        { HasValue: true, Value: long number } => number,
        { HasValue: true, Value: byte number } => number,
        { HasValue: true, Value: short number } => number,
        { HasValue: true, Value: ushort number } => number,
        { HasValue: true, Value: uint number } => number,
        _ => null,
    };

    /// <summary>The expression as a sum.</summary>
    /// <returns>Null if its value may change.</returns>
    internal LengthSum? SumOf(ExpressionSyntax expression) => SumOf(expression, MaxDepth);

    /// <summary>The length of an expression's value: an array, a string, a span or a memory.</summary>
    internal LengthSum? LengthOf(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.Utf8StringLiteralExpression, Token.Value: string text } =>
            LengthSum.Of(System.Text.Encoding.UTF8.GetByteCount(text)),
        ParenthesizedExpressionSyntax { Expression: var inner } => LengthOf(inner),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Span", Expression: var memory } when IsMemory(memory) => LengthOf(memory),
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 0 },
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory", Expression: var whole } } => LengthOf(whole),
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 2 } part,
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory" or "Slice" } } => SumOf(part[1].Expression),
        _ => IsSteady(expression) ? LengthSum.Of($"{TextOf(expression)}.Length", isNotNegative: true) : null,
    };

    /// <summary>Whether the expression has the same value wherever it appears after the rent; if it appears before the rent, in the whole method.</summary>
    internal bool IsSteady(ExpressionSyntax expression) => ConstantOf(expression) is not null || expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => IsSteady(parenthesized.Expression),
        CheckedExpressionSyntax check => IsSteady(check.Expression),
        CastExpressionSyntax cast => model.GetTypeInfo(cast).Type is { SpecialType: not SpecialType.None } && IsSteady(cast.Expression),
        BinaryExpressionSyntax binary => model.GetTypeInfo(binary).Type is { SpecialType: not SpecialType.None } && IsSteady(binary.Left)
            && IsSteady(binary.Right),
        MemberAccessExpressionSyntax member => IsSteady(member),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax of } call => model.GetSymbolInfo(call).Symbol is IMethodSymbol method
            && (method.IsStatic ? Steadiness.Of(method) == true : IsByteCount(method) && IsSteady(of.Expression))
            && call.ArgumentList.Arguments.All(argument => IsSteady(argument.Expression)),
        LiteralExpressionSyntax or ThisExpressionSyntax => true,
        _ => model.GetSymbolInfo(expression).Symbol switch
        {
            ILocalSymbol { IsRef: false } or IParameterSymbol { RefKind: RefKind.None or RefKind.In } => !IsAssigned(expression),
            IFieldSymbol field => Steadiness.IsSteady(field),
            _ => false,
        },
    };

    /// <summary>Whether a variable is assigned anywhere in a part of the code.</summary>
    internal static bool IsAssignedIn(SyntaxNode around, string variable) => NamesIn(around, variable).Any(IsAssigned);

    /// <summary>Whether the variable is assigned where this name occurs.</summary>
    internal static bool IsAssigned(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax =>
            name.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression
                or SyntaxKind.PostDecrementExpression or SyntaxKind.AddressOfExpression,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax tuple && IsTarget(tuple),
        RefExpressionSyntax => true,
        _ => false,
    };

    /// <summary>The occurrences of a variable's name in a part of the code.</summary>
    internal static IEnumerable<IdentifierNameSyntax> NamesIn(SyntaxNode around, string variable) =>
        around.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable);

    /// <summary>The member around the rent; or the type, for a parameter of its primary constructor.</summary>
    internal SyntaxNode MemberAround(ISymbol? variable) =>
        variable is IParameterSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations }
            && declarations[0].GetSyntax() is { Parent.Parent: TypeDeclarationSyntax type }
            ? type
            : scope.AncestorsAndSelf().FirstOrDefault(static node => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or CompilationUnitSyntax
                || (node is MemberDeclarationSyntax and not GlobalStatementSyntax)) ?? scope;

    /// <summary>An expression without its spaces and comments.</summary>
    internal static string TextOf(ExpressionSyntax expression) => string.Concat(expression.DescendantTokens().Select(static token => token.Text));

    private LengthSum? SumOf(ExpressionSyntax expression, int depth)
    {
        if (ConstantOf(expression) is { } number)
        {
            return LengthSum.Of(number);
        }

        switch (expression)
        {
            case var _ when depth == 0:
                return null;
            case ParenthesizedExpressionSyntax { Expression: var inner }:
                return SumOf(inner, depth - 1);
            case CheckedExpressionSyntax { Expression: var inner }:
                return SumOf(inner, depth - 1);
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum when IsInt(sum):
                return SumOf(sum.Left, depth - 1) is { } left && SumOf(sum.Right, depth - 1) is { } right ? left.Plus(right) : null;
            case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } difference when IsInt(difference):
                return SumOf(difference.Left, depth - 1) is { } whole && SumOf(difference.Right, depth - 1) is { } part ? whole.Minus(part) : null;
            case IdentifierNameSyntax
                when model.GetSymbolInfo(expression).Symbol is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations } local
                && declarations[0].GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: var value } && value.SpanStart < rent.SpanStart
                && !IsAssignedIn(MemberAround(local), local.Name) && SumOf(value, depth - 1) is { } known:
                return known;
            default:
                return IsSteady(expression) ? LengthSum.Of(TextOf(expression), IsNeverNegative(expression)) : null;
        }
    }

    private bool IsInt(ExpressionSyntax expression) => model.GetTypeInfo(expression).Type?.SpecialType is SpecialType.System_Int32;

    private bool IsMemory(ExpressionSyntax expression) => model.GetTypeInfo(expression).Type?.Name is "Memory" or "ReadOnlyMemory";

    private bool IsNeverNegative(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type?.SpecialType is SpecialType.System_Byte or SpecialType.System_UInt16 or SpecialType.System_Char
        || model.GetSymbolInfo(expression).Symbol is IPropertySymbol { Name: "Length" } length && Steadiness.IsFixed(length)
        || model.GetSymbolInfo(expression).Symbol is IMethodSymbol method && IsByteCount(method);

    private bool IsSteady(MemberAccessExpressionSyntax member) => model.GetSymbolInfo(member).Symbol switch
    {
        IPropertySymbol { IsStatic: true, Type.Name: "Encoding", ContainingType.Name: "Encoding" } => true,
        IPropertySymbol { IsStatic: false } property => Steadiness.Of(property) == true && IsSteady(member.Expression),
        IFieldSymbol field => Steadiness.IsSteady(field) && (field.IsStatic || IsSteady(member.Expression)),
        _ => false,
    };

    /// <summary>Whether the method computes the number of bytes of an encoded text.</summary>
    private static bool IsByteCount(IMethodSymbol method) =>
        method is { Name: "GetByteCount" or "GetMaxByteCount", ContainingType: { Name: "Encoding" or "UTF8Encoding" or "ASCIIEncoding" } }
        && Transfer.IsOfFramework(method);

    private static bool IsTarget(TupleExpressionSyntax tuple) =>
        tuple.Parent is AssignmentExpressionSyntax assignment ? assignment.Left == tuple
        : tuple.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax outer } && IsTarget(outer);

    /// <summary>Whether the variable is assigned: anywhere in the member, if the expression is before the rent; otherwise after the rent, or in a function that
    /// may run there.</summary>
    private bool IsAssigned(ExpressionSyntax expression)
    {
        ISymbol variable = model.GetSymbolInfo(expression).Symbol!;
        bool isBefore = expression.SpanStart < rent.SpanStart;
        return NamesIn(MemberAround(variable), variable.Name).Any(name => IsAssigned(name) && (isBefore || name.SpanStart > rent.SpanStart
            || name.Ancestors().Any(static node => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)));
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Whether code that rents an array never looks beyond the length that it asked for: the array is longer as a rule, a lease is not.</summary>
/// <param name="rent">The call that rents it.</param>
/// <param name="array">The variable that gets it.</param>
/// <param name="scope">Where the variable is known.</param>
/// <param name="model">The file's meaning.</param>
internal sealed class AskedLength(InvocationExpressionSyntax rent, ISymbol array, SyntaxNode scope, SemanticModel model)
{
    private readonly ExpressionSyntax _size = rent.ArgumentList.Arguments[0].Expression;

    /// <summary>Whether the use stays within it.</summary>
    internal bool Covers(IdentifierNameSyntax use) => use.Parent switch
    {
        ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" } } } =>
            true,
        ArgumentSyntax argument => IsPartCovered(argument),
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } => IsWithin(arguments[0].Expression),
        MemberAccessExpressionSyntax
        {
            Name.Identifier.ValueText: "AsSpan" or "AsMemory",
            Parent: InvocationExpressionSyntax { ArgumentList.Arguments: var arguments },
        } => arguments.Count switch
        {
            1 => arguments[0].Expression is RangeExpressionSyntax { LeftOperand: null or LiteralExpressionSyntax { Token.Value: 0 }, RightOperand: { } end }
                && IsCovered(end),
            2 => IsSlice(arguments[0].Expression, arguments[1].Expression),
            _ => false,
        },
        _ => false,
    };

    private int? ConstantOf(ExpressionSyntax expression) => model.GetConstantValue(expression) is { HasValue: true, Value: int value } ? value : null;

    private bool IsSlice(ExpressionSyntax start, ExpressionSyntax length) =>
        ConstantOf(start) is { } from && (from == 0 ? IsCovered(length) : ConstantOf(length) is { } count && ConstantOf(_size) is { } size
            && from + count <= size);

    /// <summary>Whether that many bytes were asked for: as many, fewer, or what a call has read into a part of it.</summary>
    private bool IsCovered(ExpressionSyntax length) =>
        (ConstantOf(length) is { } count && ConstantOf(_size) is { } size && count <= size)
        || (SyntaxFactory.AreEquivalent(length, _size) && IsSteady(_size))
        || (length is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Min" } } least
            && model.GetSymbolInfo(least).Symbol is IMethodSymbol { ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } }
            && least.ArgumentList.Arguments.Any(argument => IsCovered(argument.Expression)))
        || (model.GetSymbolInfo(length).Symbol is ILocalSymbol { DeclaringSyntaxReferences: { Length: 1 } declarations } local
            && declarations[0].GetSyntax() is VariableDeclaratorSyntax declarator
            && ValuesOf(local, declarator, length) is { Length: > 0 } values
            && Array.TrueForAll(values, IsReadCount));

    /// <summary>Whether an array, an offset and a count, for which a method takes a span or memory as well, are of what was asked for.</summary>
    private bool IsPartCovered(ArgumentSyntax argument) =>
        argument.Parent is ArgumentListSyntax { Arguments: var all }
        && all.IndexOf(argument) is var at
        && at + 2 < all.Count
        && all.All(static other => other.NameColon is null)
        && model.GetOperation(argument) is IArgumentOperation operation
        && ByteOverloads.ViewFor(operation) is not null
        && IsSlice(all[at + 1].Expression, all[at + 2].Expression);

    /// <summary>All that the variable ever has; null if that can't be told.</summary>
    private ExpressionSyntax[]? ValuesOf(ILocalSymbol local, VariableDeclaratorSyntax declarator, ExpressionSyntax use)
    {
        List<ExpressionSyntax> values = [];
        if (declarator.Initializer is { Value: var first })
        {
            values.Add(first);
        }

        foreach (IdentifierNameSyntax name in FunctionAround(use).DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Name))
        {
            if (name.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment && assignment.Left == name)
            {
                values.Add(assignment.Right);
            }
            else if (IsAssigned(name) || name.Parent is ArgumentSyntax { Parent: TupleExpressionSyntax })
            {
                return null;
            }
        }

        return [.. values];
    }

    /// <summary>Whether the value is how many bytes a call has put into the array, or a number that doesn't exceed what was asked for.</summary>
    private bool IsReadCount(ExpressionSyntax value)
    {
        ExpressionSyntax read = value is AwaitExpressionSyntax awaited ? awaited.Expression : value;
        if (read is InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var configured },
            })
        {
            read = configured;
        }

        return (ConstantOf(value) is { } count && ConstantOf(_size) is { } size && count <= size)
            || (read is InvocationExpressionSyntax { ArgumentList.Arguments: var given } call
                && call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "ReadAsync" or "ReadAtLeast" or "ReadAtLeastAsync"
                    or "Receive" or "ReceiveAsync" or "GetBytes" }
                && given.Any(argument => argument.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == array.Name)));
    }

    /// <summary>Whether an index is one of those that were asked for.</summary>
    private bool IsWithin(ExpressionSyntax index) =>
        ConstantOf(index) is { } number ? number >= 0 && ConstantOf(_size) is { } size && number < size
        : index is IdentifierNameSyntax name
            && index.Ancestors().OfType<ForStatementSyntax>().Any(loop =>
                loop is { Declaration.Variables: { Count: 1 } variables,
                    Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax tested, Right: var end } }
                && variables[0].Identifier.ValueText == name.Identifier.ValueText
                && tested.Identifier.ValueText == name.Identifier.ValueText
                && variables[0].Initializer?.Value is { } first && ConstantOf(first) >= 0
                && loop.Incrementors.All(static step => step.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression)
                && !IsAssignedIn(loop.Statement, name.Identifier.ValueText)
                && IsCovered(end));

    /// <summary>Whether the expression has the same value wherever it stands.</summary>
    private bool IsSteady(ExpressionSyntax expression) => ConstantOf(expression) is not null || expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => IsSteady(parenthesized.Expression),
        CastExpressionSyntax cast => IsSteady(cast.Expression),
        BinaryExpressionSyntax binary => IsSteady(binary.Left) && IsSteady(binary.Right),
        MemberAccessExpressionSyntax member => model.GetSymbolInfo(member).Symbol is IPropertySymbol property && Steadiness.Of(property) == true
            && IsSteady(member.Expression),
        InvocationExpressionSyntax call => model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsStatic: true } method && Steadiness.Of(method) == true
            && call.ArgumentList.Arguments.All(argument => IsSteady(argument.Expression)),
        LiteralExpressionSyntax => true,
        _ => model.GetSymbolInfo(expression).Symbol is (ILocalSymbol or IParameterSymbol) and var variable && IsSteady(expression, variable),
    };

    /// <summary>Whether nothing assigns the variable, but for its declaration.</summary>
    private bool IsSteady(ExpressionSyntax expression, ISymbol variable) => !IsAssignedIn(FunctionAround(expression), variable.Name);

    private SyntaxNode FunctionAround(ExpressionSyntax expression) => expression.Ancestors()
        .FirstOrDefault(static node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
        or CompilationUnitSyntax) ?? scope;

    private static bool IsAssignedIn(SyntaxNode around, string variable) =>
        around.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == variable && IsAssigned(name));

    private static bool IsAssigned(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name,
        PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax =>
            name.Parent.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression or SyntaxKind.PostIncrementExpression
                or SyntaxKind.PostDecrementExpression,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None),
        RefExpressionSyntax => true,
        _ => false,
    };
}

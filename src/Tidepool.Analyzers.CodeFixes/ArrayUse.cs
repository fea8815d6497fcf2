using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>How a rented array is used.</summary>
internal enum ArrayUseKind
{
    /// <summary>In a way that a lease has no counterpart for.</summary>
    Other,

    /// <summary>The array is returned.</summary>
    Return,

    /// <summary>One byte is read or written.</summary>
    Element,

    /// <summary>A span or memory is made of a part.</summary>
    Part,

    /// <summary>A part is copied into a new array, as by <c>array[1..5]</c>.</summary>
    Subarray,

    /// <summary>A part is cleared, filled or reversed by a method of <c>Array</c>.</summary>
    Change,

    /// <summary>A part is copied to or from another array.</summary>
    Copy,

    /// <summary>A part is passed to a method that has an overload for a span or memory.</summary>
    Overload,

    /// <summary>All of it is taken as a span or memory.</summary>
    Whole,
}

/// <summary>One use of a rented array.</summary>
/// <param name="Name">The variable.</param>
/// <param name="Kind">The kind of use.</param>
/// <param name="Place">The node to replace when a lease is used instead.</param>
internal sealed record ArrayUse(IdentifierNameSyntax Name, ArrayUseKind Kind, SyntaxNode Place)
{
    /// <summary><c>Span</c> or <c>Memory</c>.</summary>
    internal string View { get; init; } = "Span";

    /// <summary>Where the part begins, null for the beginning of the array; or the index of an element.</summary>
    internal ExpressionSyntax? Start { get; init; }

    /// <summary>How long the part is; null if it has an end, or reaches to the end of the array.</summary>
    internal ExpressionSyntax? Length { get; init; }

    /// <summary>Where the part ends; null if it has a length, or reaches to the end of the array.</summary>
    internal ExpressionSyntax? End { get; init; }

    /// <summary>The overload that could be called.</summary>
    internal ByteOverload? Overload { get; init; }

    /// <summary>Whether the part ends where the array does.</summary>
    internal bool IsToTheEnd => Kind is not (ArrayUseKind.Other or ArrayUseKind.Return or ArrayUseKind.Element) && Length is null && End is null;

    /// <summary>Whether the use would gain from a variable that holds the span.</summary>
    internal bool IsSpan => Kind is not (ArrayUseKind.Return or ArrayUseKind.Other) && View == "Span";

    /// <summary>Classifies a use.</summary>
    internal static ArrayUse Of(IdentifierNameSyntax name, SemanticModel model) => name.Parent switch
    {
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } element when element.Expression == name =>
            arguments[0].Expression is RangeExpressionSyntax range ? OfRange(new ArrayUse(name, ArrayUseKind.Subarray, element), range)
            : IsInt(arguments[0].Expression, model) ? new ArrayUse(name, ArrayUseKind.Element, element) { Start = arguments[0].Expression }
            : new ArrayUse(name, ArrayUseKind.Other, name),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory", Parent: InvocationExpressionSyntax call } member
            when member.Expression == name =>
            OfPart(
                new ArrayUse(name, ArrayUseKind.Part, call) { View = member.Name.Identifier.ValueText.Substring(2) },
                [.. call.ArgumentList.Arguments],
                model),
        ArgumentSyntax { Parent: ArgumentListSyntax { Parent: var call } list } argument => OfArgument(name, argument, list, call, model),
        _ => OfWhole(name, model),
    };

    private static ArrayUse OfArgument(IdentifierNameSyntax name, ArgumentSyntax argument, ArgumentListSyntax list, SyntaxNode? call, SemanticModel model)
    {
        ArgumentSyntax[] others = [.. list.Arguments.Where(other => other != argument)];
        return call switch
        {
            BaseObjectCreationExpressionSyntax when model.GetTypeInfo(call).Type is { Name: var view } && WithoutReadOnly(view) is "Span" or "Memory"
                && list.Arguments[0] == argument =>
                OfPart(new ArrayUse(name, ArrayUseKind.Part, call) { View = WithoutReadOnly(view) }, others, model),
            InvocationExpressionSyntax invocation when model.GetSymbolInfo(invocation).Symbol is IMethodSymbol method =>
                method is { Name: "Return", ContainingType.Name: "ArrayPool" } ? new ArrayUse(name, ArrayUseKind.Return, invocation)
                : method.ContainingType is { Name: "Array" or "Buffer", ContainingNamespace.Name: "System" } && list.Arguments.All(IsPlain)
                    ? OfArrayMethod(name, invocation, method, list.Arguments.IndexOf(argument))
                : model.GetOperation(argument) is IArgumentOperation given && ByteOverloads.For(given) is { } overload
                    && list.Arguments.All(static other => other.NameColon is null)
                    ? OfOverload(new ArrayUse(name, ArrayUseKind.Overload, list) { View = overload.View, Overload = overload }, argument, list)
                : OfWhole(name, model),
            _ => OfWhole(name, model),
        };
    }

    private static ArrayUse OfArrayMethod(IdentifierNameSyntax name, InvocationExpressionSyntax call, IMethodSymbol method, int at)
    {
        SeparatedSyntaxList<ArgumentSyntax> given = call.ArgumentList.Arguments;
        return (method.Name, given.Count) switch
        {
            ("Clear" or "Reverse", 1) => new ArrayUse(name, ArrayUseKind.Change, call),
            ("Fill", 2) when at == 0 => new ArrayUse(name, ArrayUseKind.Change, call),
            ("Clear" or "Reverse", 3) when at == 0 =>
                new ArrayUse(name, ArrayUseKind.Change, call) { Start = given[1].Expression, Length = given[2].Expression },
            ("Fill", 4) when at == 0 => new ArrayUse(name, ArrayUseKind.Change, call) { Start = given[2].Expression, Length = given[3].Expression },
            ("Copy", 3) => new ArrayUse(name, ArrayUseKind.Copy, call) { Length = given[2].Expression },
            ("Copy" or "BlockCopy", 5) => new ArrayUse(name, ArrayUseKind.Copy, call) { Start = given[at + 1].Expression, Length = given[4].Expression },
            _ => new ArrayUse(name, ArrayUseKind.Other, call),
        };
    }

    private static ArrayUse OfOverload(ArrayUse use, ArgumentSyntax argument, ArgumentListSyntax list)
    {
        int at = list.Arguments.IndexOf(argument);
        ArgumentGroup group = use.Overload!.Groups.Single(group => group.First == at);
        if (at + group.Count > list.Arguments.Count)
        {
            return use with { Kind = ArrayUseKind.Other };
        }

        return group.Part switch
        {
            ArrayPart.Head => use with { Length = list.Arguments[at + 1].Expression },
            ArrayPart.Tail => use with { Start = list.Arguments[at + 1].Expression },
            _ => use with { Start = list.Arguments[at + 1].Expression, Length = list.Arguments[at + 2].Expression },
        };
    }

    private static ArrayUse OfPart(ArrayUse use, ArgumentSyntax[] part, SemanticModel model) => part.Length switch
    {
        0 => use,
        1 when part[0].Expression is RangeExpressionSyntax range => OfRange(use, range),
        1 when IsInt(part[0].Expression, model) => use with { Start = part[0].Expression },
        2 => use with { Start = part[0].Expression, Length = part[1].Expression },
        _ => use with { Kind = ArrayUseKind.Other },
    };

    private static ArrayUse OfRange(ArrayUse use, RangeExpressionSyntax range) =>
        IsFromEnd(range.LeftOperand) || IsFromEnd(range.RightOperand) ? use with { Kind = ArrayUseKind.Other }
        : use with { Start = range.LeftOperand, End = range.RightOperand };

    private static ArrayUse OfWhole(IdentifierNameSyntax name, SemanticModel model) =>
        model.GetTypeInfo(name).ConvertedType is { Name: var view } && WithoutReadOnly(view) is "Span" or "Memory"
            ? new ArrayUse(name, ArrayUseKind.Whole, name) { View = WithoutReadOnly(model.GetTypeInfo(name).ConvertedType!.Name) }
            : new ArrayUse(name, ArrayUseKind.Other, name);

    /// <summary>Whether it doesn't matter in which order, or how often, the argument is evaluated.</summary>
    private static bool IsPlain(ArgumentSyntax argument) => argument.NameColon is null
        && argument.DescendantNodes().All(static node => node is not (InvocationExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax
            or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax) && !node.IsKind(SyntaxKind.PreIncrementExpression)
            && !node.IsKind(SyntaxKind.PreDecrementExpression));

    private static bool IsInt(ExpressionSyntax expression, SemanticModel model) =>
        model.GetTypeInfo(expression).ConvertedType?.SpecialType == SpecialType.System_Int32;

    private static bool IsFromEnd(ExpressionSyntax? index) => index is PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "^" };

    private static string WithoutReadOnly(string view) => view.StartsWith("ReadOnly", StringComparison.Ordinal) ? view.Substring(8) : view;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Replaces a rented array with the span or memory of a lease.</summary>
/// <param name="size">The requested size.</param>
/// <param name="model">The file's semantic model.</param>
internal sealed class ArrayRewriting(ExpressionSyntax size, SemanticModel model)
{
    /// <summary>The node to replace for one use, and its replacement.</summary>
    internal (SyntaxNode Node, Func<SyntaxNode, SyntaxNode> Change) Of(ArrayUse use)
    {
        IdentifierNameSyntax name = use.Name;
        ExpressionSyntax whole = Member(name, use.View);
        switch (use.Kind)
        {
            case ArrayUseKind.Return:
                return (use.Place.Parent!, static changed => changed.WithAdditionalAnnotations(StatementRemoval.Mark));
            case ArrayUseKind.Part when use.Place is InvocationExpressionSyntax call:
                string? index = call.ArgumentList.Arguments is { Count: 1 } arguments ? model.GetTypeInfo(arguments[0].Expression).Type?.Name : null;
                return (call, changed => PartOf(whole, ((InvocationExpressionSyntax)changed).ArgumentList, index).WithTriviaFrom(changed));
            case ArrayUseKind.Part:
                return (use.Place, changed => PartOf(whole, Without(((BaseObjectCreationExpressionSyntax)changed).ArgumentList!, 0), null)
                    .WithTriviaFrom(changed));
            case ArrayUseKind.Subarray:
                return (use.Place, changed => Call(((ElementAccessExpressionSyntax)changed).WithExpression(whole), "ToArray").WithTriviaFrom(changed));
            case ArrayUseKind.Change:
                return (use.Place, changed => ChangeOf(whole, (InvocationExpressionSyntax)changed).WithTriviaFrom(changed));
            case ArrayUseKind.Copy:
                return (use.Place, changed => CopyOf(name, (InvocationExpressionSyntax)changed).WithTriviaFrom(changed));
            case ArrayUseKind.Overload:
                return (use.Place, changed => InOne(name, (ArgumentListSyntax)changed, use.Overload!));
            default:
                return (name, changed => whole.WithTriviaFrom(changed));
        }
    }

    internal static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrivia(), SyntaxFactory.IdentifierName(name));

    /// <summary>The parameters of a lease's members have other names.</summary>
    internal static ArgumentSyntax Unnamed(ArgumentSyntax argument) => argument.WithNameColon(null);

    private static InvocationExpressionSyntax Call(ExpressionSyntax owner, string method, params ExpressionSyntax[] arguments) =>
        SyntaxFactory.InvocationExpression(Member(owner, method), SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(
            arguments.Select(static (argument, at) => SyntaxFactory.Argument(at == 0 ? argument.WithoutTrivia()
                : argument.WithoutTrivia().WithLeadingTrivia(SyntaxFactory.Space))))));

    private static ArgumentListSyntax Without(ArgumentListSyntax list, int argument)
    {
        SeparatedSyntaxList<ArgumentSyntax> left = list.Arguments.RemoveAt(argument);
        return list.WithArguments(left.Count == 0 ? left : left.Replace(left[0], left[0].WithoutLeadingTrivia()));
    }

    private static ExpressionSyntax PartOf(ExpressionSyntax whole, ArgumentListSyntax arguments, string? index)
    {
        if (arguments.Arguments.Count == 0)
        {
            return whole;
        }

        ArgumentSyntax first = Unnamed(arguments.Arguments[0]);
        return index switch
        {
            "Range" => SyntaxFactory.ElementAccessExpression(whole, SyntaxFactory.BracketedArgumentList([first])),
            "Index" => SyntaxFactory.ElementAccessExpression(whole,
                SyntaxFactory.BracketedArgumentList([first.WithExpression(SyntaxFactory.RangeExpression(Grouped(first.Expression), null))])),
            _ => SyntaxFactory.InvocationExpression(Member(whole, "Slice"), arguments),
        };
    }

    /// <summary><c>array.Span.Slice(0, 4).Clear()</c> for <c>Array.Clear(array, 0, 4)</c>.</summary>
    private static InvocationExpressionSyntax ChangeOf(ExpressionSyntax whole, InvocationExpressionSyntax call)
    {
        ArgumentSyntax[] given = [.. call.ArgumentList.Arguments];
        string method = call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } ? name
            : ((SimpleNameSyntax)call.Expression).Identifier.ValueText;
        bool isFill = method == "Fill";
        ExpressionSyntax part = given.Length < 3 ? whole : Call(whole, "Slice", given[given.Length - 2].Expression, given[given.Length - 1].Expression);
        return isFill ? Call(part, method, given[1].Expression) : Call(part, method);
    }

    /// <summary><c>source.AsSpan(0, 4).CopyTo(array.Span.Slice(8))</c> for <c>Array.Copy(source, 0, array, 8, 4)</c>.</summary>
    private static InvocationExpressionSyntax CopyOf(IdentifierNameSyntax array, InvocationExpressionSyntax call)
    {
        ExpressionSyntax[] given = [.. call.ArgumentList.Arguments.Select(static argument => argument.Expression)];
        ExpressionSyntax zero = Zero();
        (ExpressionSyntax source, ExpressionSyntax from, ExpressionSyntax target, ExpressionSyntax to) = given.Length == 3
            ? (given[0], zero, given[1], zero) : (given[0], given[1], given[2], given[3]);
        ExpressionSyntax copied = IsSame(source, array) ? Call(Member(source, "Span"), "Slice", from, given[given.Length - 1])
            : Call(Grouped(source), "AsSpan", from, given[given.Length - 1]);
        return Call(copied, "CopyTo", Behind(array, target, to));
    }

    private static ExpressionSyntax Behind(IdentifierNameSyntax array, ExpressionSyntax target, ExpressionSyntax start)
    {
        bool isAll = start is LiteralExpressionSyntax { Token.Value: 0 };
        return (IsSame(target, array), isAll) switch
        {
            (true, true) => Member(target, "Span"),
            (true, false) => Call(Member(target, "Span"), "Slice", start),
            (false, true) => Call(Grouped(target), "AsSpan"),
            _ => Call(Grouped(target), "AsSpan", start),
        };
    }

    /// <summary>Replaces each array and the numbers that follow it with one argument.</summary>
    private ArgumentListSyntax InOne(IdentifierNameSyntax array, ArgumentListSyntax list, ByteOverload overload)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = list.Arguments;
        foreach (ArgumentGroup group in overload.Groups.Where(group => group.First + group.Count <= list.Arguments.Count).Reverse())
        {
            ArgumentSyntax whole = arguments[group.First];
            ExpressionSyntax[] part = [.. arguments.Skip(group.First + 1).Take(group.Count - 1).Select(static argument => argument.Expression)];
            ExpressionSyntax view = IsSame(whole.Expression, array) ? OfLease(Member(whole.Expression, group.View), group.Part, part)
                : Call(Grouped(whole.Expression), $"As{group.View}", group.Part == ArrayPart.Head ? [Zero(), .. part] : part);
            for (int i = group.Count - 1; i > 0; i--)
            {
                arguments = arguments.RemoveAt(group.First + i);
            }

            arguments = arguments.Replace(arguments[group.First], whole.WithExpression(view.WithTriviaFrom(whole.Expression)));
        }

        return list.WithArguments(arguments);
    }

    private ExpressionSyntax OfLease(ExpressionSyntax whole, ArrayPart part, ExpressionSyntax[] given)
    {
        bool isFromStart = part == ArrayPart.Head || given[0] is LiteralExpressionSyntax { Token.Value: 0 };
        bool isToTheEnd = part == ArrayPart.Tail || SyntaxFactory.AreEquivalent(given[given.Length - 1], size);
        return isFromStart && isToTheEnd ? whole : Call(whole, "Slice", part == ArrayPart.Head ? [Zero(), .. given] : given);
    }

    private static LiteralExpressionSyntax Zero() => SyntaxFactory.LiteralExpression(SyntaxKind.NumericLiteralExpression, SyntaxFactory.Literal(0));

    private static bool IsSame(ExpressionSyntax expression, IdentifierNameSyntax variable) =>
        expression is IdentifierNameSyntax name && name.Identifier.ValueText == variable.Identifier.ValueText;

    private static ExpressionSyntax Grouped(ExpressionSyntax expression) =>
        expression is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or PrefixUnaryExpressionSyntax
            or ElementAccessExpressionSyntax or ThisExpressionSyntax or ParenthesizedExpressionSyntax
            ? expression : SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia());
}

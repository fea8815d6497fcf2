using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Whether code that rents an array stays within the length that it requested: an array is usually longer than that, a lease isn't.</summary>
internal sealed class AskedLength
{
    private const int MaxDepth = 6;

    private readonly ExpressionSyntax _size;
    private readonly SteadyLengths _lengths;
    private readonly WrittenCounts _counts;
    private readonly NeededLength _needed;
    private readonly ShrinkingLength _shrinking;
    private readonly SemanticModel _model;
    private readonly bool _isShared;

    /// <param name="rent">The call that rents the array.</param>
    /// <param name="scope">The scope of the array's variable.</param>
    /// <param name="uses">All uses of the array.</param>
    /// <param name="model">The file's semantic model.</param>
    /// <param name="isShared">Whether the array comes from <c>ArrayPool.Shared</c>, whose arrays have powers of two as lengths.</param>
    internal AskedLength(InvocationExpressionSyntax rent, SyntaxNode scope, ArrayUse[] uses, SemanticModel model, bool isShared)
    {
        _size = rent.ArgumentList.Arguments[0].Expression;
        _lengths = new SteadyLengths(rent, scope, model);
        _counts = new WrittenCounts(uses, model);
        _needed = new NeededLength(_lengths, model);
        _shrinking = new ShrinkingLength(_lengths, uses, model);
        (_model, _isShared) = (model, isShared);
    }

    /// <summary>Why a use may reach beyond the requested length.</summary>
    /// <returns>Null if the use stays within the requested length.</returns>
    internal string? ObstacleIn(ArrayUse use) => use switch
    {
        { Kind: ArrayUseKind.Return } => null,
        { Kind: ArrayUseKind.Other, Name.Parent: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } } => "its length is read",
        { Kind: ArrayUseKind.Other } => "it is used in a way that isn't known",
        { Kind: ArrayUseKind.Element, Start: { } index } => IsWithin(index) ? null : "an index isn't known to be within what was asked for",
        _ when IsCovered(use) => null,
        { IsToTheEnd: true } => "all of it is used, up to its end",
        _ => "a length isn't known to be within what was asked for",
    };

    private bool IsCovered(ArrayUse use)
    {
        if (use.End is { } end)
        {
            return Fits(LengthSum.Of(0), end, MaxDepth);
        }

        if (use.Length is { } length)
        {
            return IsSlice(use.Start, length);
        }

        return (use.Start is null && _isShared && _counts.IsRead(use) && IsPowerOfTwo(_lengths.ConstantOf(_size)))
            || (StartOf(use) is { } start && _needed.Of(use).Any(needed => IsAtMostSize(start.Plus(needed))));
    }

    private LengthSum? StartOf(ArrayUse use) => use.Start is null ? LengthSum.Of(0) : _lengths.SumOf(use.Start);

    private bool IsSlice(ExpressionSyntax? start, ExpressionSyntax length) =>
        (start is not null && RestBehind(start, length) is { } whole && Fits(LengthSum.Of(0), whole, MaxDepth))
        || ((start is null ? LengthSum.Of(0) : _lengths.SumOf(start)) is { } from && Fits(from, length, MaxDepth));

    /// <summary>What the start is subtracted from if the length is such a difference, as in <c>(total, size - total)</c>; otherwise null.</summary>
    private static ExpressionSyntax? RestBehind(ExpressionSyntax start, ExpressionSyntax length) =>
        start is IdentifierNameSyntax && length is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } rest
            && SyntaxFactory.AreEquivalent(rest.Right, start) ? rest.Left : null;

    /// <summary>Whether start plus length is within the requested length.</summary>
    private bool Fits(LengthSum start, ExpressionSyntax length, int depth) => depth > 0
        && ((_lengths.SumOf(length) is { } sum && IsAtMostSize(start.Plus(sum)))
            || (Unwrapped(length) is ConditionalExpressionSyntax choice && Fits(start, choice.WhenTrue, depth - 1)
                && Fits(start, choice.WhenFalse, depth - 1))
            || ArgumentsOf("Min", length).Any(least => Fits(start, least, depth - 1))
            || (_counts.CallOf(length) is { } read && IsBehind(start, read, depth))
            || (start.IsZero && (_shrinking.IsNoMoreThan(length, _size) || IsAskedAtOnce(length)))
            || (_model.GetSymbolInfo(length).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } local && AllFit(start, local, depth)));

    /// <summary>Whether the length is the expression that was requested, in the very next statement, so that nothing could have changed its value.</summary>
    private bool IsAskedAtOnce(ExpressionSyntax length) =>
        SyntaxFactory.AreEquivalent(length, _size)
        && _size.DescendantNodesAndSelf().All(static node => node is not (InvocationExpressionSyntax or ElementAccessExpressionSyntax))
        && length.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax block } statement
        && _size.FirstAncestorOrSelf<StatementSyntax>() is { } rent
        && block.Statements.IndexOf(statement) is var at
        && at > 0
        && block.Statements[at - 1] == rent;

    private bool AllFit(LengthSum start, ILocalSymbol local, int depth) =>
        _counts.ValuesOf(local, _lengths.MemberAround(local)) is { Count: > 0 } values
        && values.All(value =>
            value.IsAdded
                ? start.IsZero && values.Count(static other => other.IsAdded) == 1
                    && _counts.IsReadBehind(value.Expression!, _lengths.MemberAround(local))
            : value.Written is { } use ? IsBehind(start, use, depth)
            : Fits(start, value.Expression!, depth - 1));

    /// <summary>Whether start plus the number of bytes that a call has written is within the requested length: the call wrote at or after the start, or its
    /// part is short enough.</summary>
    private bool IsBehind(LengthSum start, ArrayUse written, int depth) =>
        start.IsZero
        || (StartOf(written) is { } from && from.Minus(start).IsNotNegative)
        || (written.Length is { } length && Fits(start, length, depth - 1));

    /// <summary>Whether an index is below the requested length. Index 0 counts as such: no other index would be.</summary>
    private bool IsWithin(ExpressionSyntax index) =>
        (_lengths.SumOf(index) is { } steady && (steady.IsZero || IsAtMostSize(steady.Plus(LengthSum.Of(1)))))
        || (index is IdentifierNameSyntax counter && IsCounted(counter, LengthSum.Of(0)))
        || (index is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum
            && ((sum.Left is IdentifierNameSyntax left && _lengths.SumOf(sum.Right) is { } behind && IsCounted(left, behind))
                || (sum.Right is IdentifierNameSyntax right && _lengths.SumOf(sum.Left) is { } before && IsCounted(right, before))));

    /// <summary>Whether a <c>for</c> loop counts the variable, and keeps it at least this far from the end.</summary>
    private bool IsCounted(IdentifierNameSyntax counter, LengthSum distance) =>
        counter.Ancestors().OfType<ForStatementSyntax>().FirstOrDefault(loop =>
            loop.Declaration?.Variables.Any(variable => variable.Identifier.ValueText == counter.Identifier.ValueText) == true) is { } loop
        && !SteadyLengths.IsAssignedIn(loop.Statement, counter.Identifier.ValueText)
        && (CountsUp(loop, counter, distance) || CountsDown(loop, counter.Identifier.ValueText, distance));

    private bool CountsUp(ForStatementSyntax loop, IdentifierNameSyntax counter, LengthSum distance) => AllOf(loop.Condition).Any(test =>
        test is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.LessThanOrEqualExpression, Left: var tested,
            Right: var end }
        && (loop.Statement.Span.Contains(counter.Span) || (loop.Condition!.Span.Contains(counter.Span) && test.Span.End < counter.SpanStart))
        && (tested is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } sum ? sum.Left : tested) is IdentifierNameSyntax name
        && name.Identifier.ValueText == counter.Identifier.ValueText
        && (tested is BinaryExpressionSyntax { Right: var ahead } ? _lengths.SumOf(ahead) : LengthSum.Of(0)) is { } tried
        && Fits(distance.Minus(tried).Plus(LengthSum.Of(test.IsKind(SyntaxKind.LessThanExpression) ? 0 : 1)), end, MaxDepth));

    private bool CountsDown(ForStatementSyntax loop, string counter, LengthSum distance) =>
        loop.Incrementors.Count > 0
        && loop.Incrementors.All(static step => step.Kind() is SyntaxKind.PostDecrementExpression or SyntaxKind.PreDecrementExpression)
        && !SteadyLengths.IsAssignedIn(loop.Condition ?? (SyntaxNode)loop.Statement, counter)
        && loop.Declaration!.Variables.Single(variable => variable.Identifier.ValueText == counter).Initializer?.Value is { } first
        && (first is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } last && _lengths.ConstantOf(last.Right) >= 1
            ? Fits(distance, last.Left, MaxDepth) : Fits(distance.Plus(LengthSum.Of(1)), first, MaxDepth));

    private static IEnumerable<ExpressionSyntax> AllOf(ExpressionSyntax? condition) => condition switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => AllOf(both.Left).Concat(AllOf(both.Right)),
        null => [],
        _ => [condition],
    };

    /// <summary>Whether the length is at most the requested one, which is never negative.</summary>
    private bool IsAtMostSize(LengthSum length) =>
        LengthSum.Of(0).Minus(length).IsNotNegative
        || ArgumentsOf("Max", _size).Prepend(_size).Any(size => _lengths.SumOf(size) is { } asked && asked.Minus(length).IsNotNegative);

    /// <summary>The arguments of <c>Math.Min</c> or <c>Math.Max</c>.</summary>
    private IEnumerable<ExpressionSyntax> ArgumentsOf(string method, ExpressionSyntax expression) =>
        Unwrapped(expression) is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } } call
            && name == method
            && _model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType: { Name: "Math", ContainingNamespace.Name: "System" } }
            ? call.ArgumentList.Arguments.Select(static argument => argument.Expression) : [];

    /// <summary>The expression without parentheses, and without a cast to <c>int</c> that can't change a result this small.</summary>
    private static ExpressionSyntax Unwrapped(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => Unwrapped(inner),
        CastExpressionSyntax
        {
            Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Min" } } least,
        } => least,
        _ => expression,
    };

    private static bool IsPowerOfTwo(long? size) => size is >= 16 and <= 1 << 30 && (size & (size - 1)) == 0;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Numbers that say how many bytes a call has written to a part of an array: never more than the part's length.</summary>
/// <param name="uses">All uses of the array.</param>
/// <param name="model">The file's semantic model.</param>
internal sealed class WrittenCounts(ArrayUse[] uses, SemanticModel model)
{
    /// <summary>The part that the call has written to or searched, if the expression is such a call.</summary>
    internal ArrayUse? CallOf(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => CallOf(inner),
        AwaitExpressionSyntax { Expression: var awaited } => CallOf(awaited),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask" or "GetAwaiter"
            or "GetResult", Expression: var task } } => CallOf(task),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "IndexOf" or "IndexOfAny" or "LastIndexOf"
            or "LastIndexOfAny", Expression: var searched } } => uses.FirstOrDefault(use => use.Kind == ArrayUseKind.Part && use.Place == searched),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "ReadAsync" or "ReadAtLeast"
            or "ReadAtLeastAsync" or "ReadBlock" or "Receive" or "ReceiveAsync" or "GetBytes" or "HashData" or "HashDataAsync" or "GetHashAndReset"
            or "GetCurrentHash" or "EncryptCbc" or "DecryptCbc" or "EncryptEcb" or "DecryptEcb" } } call
            when IsOfFramework(call) => PartGivenTo(call),
        _ => null,
    };

    /// <summary>Whether bytes are read into the used part.</summary>
    internal bool IsRead(ArrayUse use) => use.Place.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax
    {
        Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Read" or "ReadAsync" or "Receive" or "ReceiveAsync" },
    } call } && IsOfFramework(call);

    /// <summary>All values that a variable ever gets.</summary>
    /// <param name="local">The variable.</param>
    /// <param name="around">The code in which it is visible.</param>
    /// <returns>Null if any of them is unknown.</returns>
    internal List<CountValue>? ValuesOf(ILocalSymbol local, SyntaxNode around)
    {
        List<CountValue> values = [];
        switch (local.DeclaringSyntaxReferences[0].GetSyntax())
        {
            case VariableDeclaratorSyntax { Initializer: var initializer }:
                values.AddRange(initializer is null ? [] : [new CountValue(initializer.Value)]);
                break;
            case SingleVariableDesignationSyntax { Parent: DeclarationExpressionSyntax { Parent: ArgumentSyntax argument } }
                when WrittenBy(argument) is { } use:
                values.Add(new CountValue(null) { Written = use });
                break;
            default:
                return null;
        }

        foreach (IdentifierNameSyntax name in SteadyLengths.NamesIn(around, local.Name).Where(SteadyLengths.IsAssigned))
        {
            CountValue? value = name.Parent switch
            {
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment => new CountValue(assignment.Right),
                AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.AddAssignmentExpression } sum => new CountValue(sum.Right) { IsAdded = true },
                ArgumentSyntax argument when WrittenBy(argument) is { } use => new CountValue(null) { Written = use },
                _ => null,
            };
            if (value is null)
            {
                return null;
            }

            values.Add(value);
        }

        return values;
    }

    /// <summary>Whether what is added to a total was read into the array right after that total, so that the new total stays within the requested
    /// length.</summary>
    internal bool IsReadBehind(ExpressionSyntax added, SyntaxNode around) =>
        CallOf(added) is { } use ? IsBehind(use, added)
        : model.GetSymbolInfo(added).Symbol is ILocalSymbol { DeclaringSyntaxReferences.Length: 1 } count
            && ValuesOf(count, around) is { Count: > 0 } values
            && values.TrueForAll(value => !value.IsAdded && value.Expression is { } read && CallOf(read) is { } part && IsBehind(part, added));

    private static bool IsLoop(SyntaxNode node) => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax;

    private static bool IsBehind(ArrayUse use, ExpressionSyntax added) =>
        added.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is { Left: IdentifierNameSyntax total }
        && use.Start is IdentifierNameSyntax start
        && start.Identifier.ValueText == total.Identifier.ValueText
        && use.Name.Ancestors().FirstOrDefault(IsLoop) == total.Ancestors().FirstOrDefault(IsLoop);

    /// <summary>The part that a call can write to.</summary>
    private ArrayUse? PartGivenTo(InvocationExpressionSyntax call) => uses.FirstOrDefault(use =>
        use.Kind is ArrayUseKind.Part or ArrayUseKind.Whole or ArrayUseKind.Overload
        && (use.Kind == ArrayUseKind.Overload ? use.Name.Parent : use.Place.Parent) is ArgumentSyntax argument
        && argument.Parent == call.ArgumentList
        && model.GetOperation(argument) is IArgumentOperation { Parameter.Type: IArrayTypeSymbol or { Name: "Span" or "Memory" } });

    /// <summary>The only part that a call can have written to, if its <c>out</c> argument says how many bytes it wrote.</summary>
    private ArrayUse? WrittenBy(ArgumentSyntax count) =>
        count is { RefKindKeyword.RawKind: (int)SyntaxKind.OutKeyword, Parent.Parent: InvocationExpressionSyntax call }
        && model.GetSymbolInfo(call).Symbol is IMethodSymbol method
        && Transfer.IsOfFramework(method)
        && call.ArgumentList.Arguments.IndexOf(count) is var at
        && ParameterAt(method, at, count) is { Type.SpecialType: SpecialType.System_Int32, Name: var name }
        && name.EndsWith("ritten", StringComparison.Ordinal)
        && method.Parameters.Count(static parameter => parameter.Type.Name == "Span") == 1
            ? PartGivenTo(call) : null;

    private static IParameterSymbol? ParameterAt(IMethodSymbol method, int at, ArgumentSyntax argument) =>
        argument.NameColon is { Name.Identifier.ValueText: var name } ? method.Parameters.FirstOrDefault(parameter => parameter.Name == name)
        : at < method.Parameters.Length ? method.Parameters[at] : null;

    private bool IsOfFramework(InvocationExpressionSyntax call)
    {
        IMethodSymbol? method = model.GetSymbolInfo(call).Symbol as IMethodSymbol;
        while (method?.OverriddenMethod is { } overridden)
        {
            method = overridden;
        }

        return method is not null && Transfer.IsOfFramework(method);
    }
}

/// <summary>A value that a variable for a number of bytes gets.</summary>
/// <param name="Expression">What is assigned or added; null if a call writes the number.</param>
internal sealed record CountValue(ExpressionSyntax? Expression)
{
    /// <summary>The part that the call has written to.</summary>
    internal ArrayUse? Written { get; init; }

    /// <summary>Whether it is added to the variable's value.</summary>
    internal bool IsAdded { get; init; }
}

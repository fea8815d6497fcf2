using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Rules;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Puts a lease of <c>BytePool.Shared</c> in the place of an array of <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeaseForArrayFix))]
[Shared]
public sealed class LeaseForArrayFix : TidepoolCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [ArrayPoolRule.Id];

    private protected override string Title => "Use a lease";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (place is not InvocationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator } } rent
            || declarator.Parent is not VariableDeclarationSyntax { Variables.Count: 1,
                Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration }
            || LeaseVariable.ScopeOf(declaration) is not { } scope
            || model.GetDeclaredSymbol(declarator, cancellation) is not { } array)
        {
            return null;
        }

        IdentifierNameSyntax[] uses =
        [
            .. scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
                name.Identifier.ValueText == array.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, array)),
        ];
        AskedLength asked = new(rent, array, scope, model);
        if (!Array.TrueForAll(uses, asked.Covers)
            || Array.Exists(uses, use => IsBesideAwait(use) && IsSpan(use, model, cancellation))
            || scope.DescendantNodes().Any(static node => node is LabeledStatementSyntax)
            || !Containment.Keeps(array, scope, model, cancellation))
        {
            return null;
        }

        TidepoolNames names = new(model, place.SpanStart);
        string? span = LeaseSpan.NameFor(uses, scope);
        SyntaxAnnotation mark = new();
        Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> changes = new()
        {
            [declaration] = changed => DeclareLease((LocalDeclarationStatementSyntax)changed, rent, names).WithAdditionalAnnotations(mark),
        };
        foreach (IdentifierNameSyntax use in uses)
        {
            (SyntaxNode node, Func<SyntaxNode, SyntaxNode> change) = span is not null && LeaseSpan.IsElement(use)
                ? (use, changed => SyntaxFactory.IdentifierName(span).WithTriviaFrom(changed))
                : ChangeOf(use, rent, model, cancellation);
            changes[node] = change;
        }

        SyntaxNode changedRoot = root.ReplaceNodes(changes.Keys, (node, current) => changes[node](current));
        if (span is not null)
        {
            bool isSpanKnown = model.LookupNamespacesAndTypes(place.SpanStart, name: "Span").Length > 0;
            changedRoot = LeaseSpan.Declare(changedRoot, (LocalDeclarationStatementSyntax)changedRoot.GetAnnotatedNodes(mark).First(), span, isSpanKnown);
        }

        return StatementRemoval.RemoveMarked(changedRoot) is { } fixedRoot ? names.WithUsing(fixedRoot) : null;
    }

    private static LocalDeclarationStatementSyntax DeclareLease(
        LocalDeclarationStatementSyntax declaration,
        InvocationExpressionSyntax rent,
        TidepoolNames names)
    {
        ExpressionSyntax lease = SyntaxFactory.InvocationExpression(
            Member(Member(names.Of("BytePool"), "Shared"), "Rent"),
            rent.ArgumentList.WithArguments([.. rent.ArgumentList.Arguments.Select(Unnamed)]));
        VariableDeclarationSyntax variable = declaration.Declaration;
        TypeSyntax type = variable.Type.IsVar ? variable.Type : names.TypeOf("ByteLease").WithTriviaFrom(variable.Type);
        VariableDeclaratorSyntax declarator = variable.Variables[0];
        return declaration
            .WithoutLeadingTrivia()
            .WithDeclaration(variable.WithoutLeadingTrivia().WithType(type.WithoutLeadingTrivia())
                .WithVariables([declarator.WithInitializer(declarator.Initializer!.WithValue(lease))]))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia())
                .WithTrailingTrivia(SyntaxFactory.Space));
    }

    /// <summary>Whether the expression around the use awaits something: a span can't be kept meanwhile.</summary>
    private static bool IsBesideAwait(IdentifierNameSyntax use) =>
        use.Ancestors().TakeWhile(static node => node is not (StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax))
            .OfType<ExpressionSyntax>().Last().DescendantNodesAndSelf().Any(static node => node is AwaitExpressionSyntax);

    /// <summary>Whether a span takes the array's place, and not a memory.</summary>
    private static bool IsSpan(IdentifierNameSyntax use, SemanticModel model, CancellationToken cancellation) => use.Parent switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsMemory" } => false,
        ArgumentSyntax argument when model.GetOperation(argument, cancellation) is IArgumentOperation given && ByteOverloads.ViewFor(given) is { } view =>
            view == "Span",
        _ => model.GetTypeInfo(use, cancellation).ConvertedType?.Name is not ("Memory" or "ReadOnlyMemory"),
    };

    /// <summary>What becomes of one use of the array, and in which node.</summary>
    private static (SyntaxNode Node, Func<SyntaxNode, SyntaxNode> Change) ChangeOf(
        IdentifierNameSyntax use,
        InvocationExpressionSyntax rent,
        SemanticModel model,
        CancellationToken cancellation)
    {
        switch (use.Parent)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory",
                Parent: InvocationExpressionSyntax call } member when member.Expression == use:
                string part = member.Name.Identifier.ValueText.Substring(2);
                string? index = call.ArgumentList.Arguments is { Count: 1 } arguments ? model.GetTypeInfo(arguments[0].Expression, cancellation).Type?.Name
                    : null;
                return (call, changed => PartOf(use, part, ((InvocationExpressionSyntax)changed).ArgumentList, index).WithTriviaFrom(changed));
            case MemberAccessExpressionSyntax member when member.Expression == use:
                return (use, static changed => changed);
            case ElementAccessExpressionSyntax element when element.Expression == use:
                return (use, changed => Member(use, "Span").WithTriviaFrom(changed));
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" }, Parent: ExpressionStatementSyntax statement } } }:
                return (statement, static changed => changed.WithAdditionalAnnotations(StatementRemoval.Mark));
            case ArgumentSyntax { Parent: ArgumentListSyntax list } argument when model.GetOperation(argument, cancellation) is IArgumentOperation given
                && ByteOverloads.ViewFor(given) is { } taken:
                ExpressionSyntax asked = rent.ArgumentList.Arguments[0].Expression;
                return (list, changed => InOne((ArgumentListSyntax)changed, list.Arguments.IndexOf(argument), Member(use, taken), asked));
            default:
                string view = model.GetTypeInfo(use, cancellation).ConvertedType?.Name is "Memory" or "ReadOnlyMemory" ? "Memory" : "Span";
                return (use, changed => Member(use, view).WithTriviaFrom(changed));
        }
    }

    /// <summary>Puts one argument in the place of an array, an offset and a count.</summary>
    private static ArgumentListSyntax InOne(ArgumentListSyntax list, int at, ExpressionSyntax whole, ExpressionSyntax size)
    {
        ArgumentSyntax offset = list.Arguments[at + 1];
        ArgumentSyntax count = list.Arguments[at + 2];
        bool isAll = offset.Expression is LiteralExpressionSyntax { Token.Value: 0 } && SyntaxFactory.AreEquivalent(count.Expression, size);
        ExpressionSyntax part = isAll ? whole
            : SyntaxFactory.InvocationExpression(
                Member(whole, "Slice"),
                SyntaxFactory.ArgumentList([offset.WithoutTrivia(), count.WithoutTrivia().WithLeadingTrivia(SyntaxFactory.Space)]));
        ArgumentSyntax array = list.Arguments[at];
        return list.WithArguments(list.Arguments
            .Replace(array, array.WithExpression(part.WithTriviaFrom(array.Expression)))
            .RemoveAt(at + 2)
            .RemoveAt(at + 1));
    }

    private static ExpressionSyntax PartOf(IdentifierNameSyntax use, string view, ArgumentListSyntax arguments, string? index)
    {
        ExpressionSyntax whole = Member(use, view);
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

    /// <summary>A lease's members call their parameters differently.</summary>
    private static ArgumentSyntax Unnamed(ArgumentSyntax argument) => argument.WithNameColon(null);

    private static ExpressionSyntax Grouped(ExpressionSyntax index) =>
        index is IdentifierNameSyntax or PrefixUnaryExpressionSyntax ? index : SyntaxFactory.ParenthesizedExpression(index);

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrivia(), SyntaxFactory.IdentifierName(name));
}

using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Replaces an array of <c>ArrayPool&lt;byte&gt;.Shared</c>, or of a pool's <c>AsArrayPool()</c>, with a lease.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeaseForArrayFix))]
[Shared]
public sealed class LeaseForArrayFix : TidepoolCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [ArrayPoolRule.Id];

    private protected override string Title => "Use a lease";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (RentedArray.Find(place, model, cancellation) is not { } array || array.ObstacleTo(model, cancellation) is not null)
        {
            return null;
        }

        TidepoolNames names = new(model, place.SpanStart);
        IdentifierNameSyntax[] uses = [.. array.Uses.Select(static use => use.Name)];
        string? span = LeaseSpan.NameFor(uses, array.Scope);
        ArrayRewriting rewriting = new(array.Rent.ArgumentList.Arguments[0].Expression, model);
        SyntaxAnnotation mark = new();
        Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> changes = new()
        {
            [array.Declaration] = changed => DeclareLease((LocalDeclarationStatementSyntax)changed, array, names).WithAdditionalAnnotations(mark),
        };
        foreach (ArrayUse use in array.Uses)
        {
            (SyntaxNode node, Func<SyntaxNode, SyntaxNode> change) = span is not null && LeaseSpan.IsElement(use.Name)
                ? (use.Name, changed => SyntaxFactory.IdentifierName(span).WithTriviaFrom(changed))
                : rewriting.Of(use);
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

    /// <summary>Why the fix isn't offered for an array; null if it is.</summary>
    internal string? ObstacleTo(SyntaxNode root, SyntaxNode rent, SemanticModel model, CancellationToken cancellation) =>
        RentedArray.Find(rent, model, cancellation) is not { } array ? "it is declared together with others, or not in a block"
            : array.ObstacleTo(model, cancellation) ?? (IsOffered(root, rent, model, cancellation) ? null : "the changed code wouldn't compile");

    private static LocalDeclarationStatementSyntax DeclareLease(LocalDeclarationStatementSyntax declaration, RentedArray array, TidepoolNames names)
    {
        ExpressionSyntax pool = array.Pool!.Own?.WithoutTrivia() ?? ArrayRewriting.Member(names.Of("BytePool"), "Shared");
        ExpressionSyntax lease = SyntaxFactory.InvocationExpression(
            ArrayRewriting.Member(pool, "Rent"),
            array.Rent.ArgumentList.WithArguments([.. array.Rent.ArgumentList.Arguments.Select(ArrayRewriting.Unnamed)]));
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
}

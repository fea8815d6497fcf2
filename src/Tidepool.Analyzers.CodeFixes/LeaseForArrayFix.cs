using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Tidepool.Analyzers.Rules;

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
            || declarator.Parent is not VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Parent: BlockSyntax block } declaration }
            || model.GetDeclaredSymbol(declarator, cancellation) is not { } array)
        {
            return null;
        }

        Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> changes = new() { [declaration] = changed => DeclareLease((LocalDeclarationStatementSyntax)changed, rent) };
        foreach (IdentifierNameSyntax use in block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == array.Name))
        {
            if (SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellation).Symbol, array))
            {
                (SyntaxNode node, Func<SyntaxNode, SyntaxNode> change) = ChangeOf(use, model, cancellation);
                changes[node] = change;
            }
        }

        BlockSyntax changed = block.ReplaceNodes(changes.Keys, (node, current) => changes[node](current));
        SyntaxNode fixedRoot = root.ReplaceNode(block, StatementRemoval.RemoveMarked(changed));
        bool isKnown = model.LookupNamespacesAndTypes(place.SpanStart, name: "BytePool").Length > 0;
        return isKnown || fixedRoot is not CompilationUnitSyntax unit
            ? fixedRoot
            : unit.AddUsings(SyntaxFactory.UsingDirective(SyntaxFactory.IdentifierName("Tidepool")).WithAdditionalAnnotations(Formatter.Annotation));
    }

    private static LocalDeclarationStatementSyntax DeclareLease(LocalDeclarationStatementSyntax declaration, InvocationExpressionSyntax rent)
    {
        ExpressionSyntax lease = SyntaxFactory.InvocationExpression(SyntaxFactory.ParseExpression("BytePool.Shared.Rent"), rent.ArgumentList);
        VariableDeclarationSyntax variable = declaration.Declaration;
        TypeSyntax type = variable.Type.IsVar ? variable.Type : SyntaxFactory.IdentifierName("ByteLease").WithTriviaFrom(variable.Type);
        VariableDeclaratorSyntax declarator = variable.Variables[0];
        return declaration
            .WithoutLeadingTrivia()
            .WithDeclaration(variable.WithoutLeadingTrivia().WithType(type.WithoutLeadingTrivia()).WithVariables([declarator.WithInitializer(declarator.Initializer!.WithValue(lease))]))
            .WithUsingKeyword(SyntaxFactory.Token(SyntaxKind.UsingKeyword).WithLeadingTrivia(declaration.GetLeadingTrivia()).WithTrailingTrivia(SyntaxFactory.Space));
    }

    /// <summary>What becomes of one use of the array, and in which node.</summary>
    private static (SyntaxNode Node, Func<SyntaxNode, SyntaxNode> Change) ChangeOf(IdentifierNameSyntax use, SemanticModel model, CancellationToken cancellation)
    {
        switch (use.Parent)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "AsSpan" or "AsMemory", Parent: InvocationExpressionSyntax call } member when member.Expression == use:
                string part = member.Name.Identifier.ValueText.Substring(2);
                bool isRange = call.ArgumentList.Arguments is { Count: 1 } arguments && model.GetTypeInfo(arguments[0].Expression, cancellation).Type?.Name is "Range" or "Index";
                return (call, changed => PartOf(use, part, ((InvocationExpressionSyntax)changed).ArgumentList, isRange).WithTriviaFrom(changed));
            case MemberAccessExpressionSyntax member when member.Expression == use:
                return (use, static changed => changed);
            case ElementAccessExpressionSyntax element when element.Expression == use:
                return (use, changed => Member(use, "Span").WithTriviaFrom(changed));
            case ArgumentSyntax { Parent: ArgumentListSyntax { Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" }, Parent: ExpressionStatementSyntax statement } } }:
                return (statement, static changed => changed.WithAdditionalAnnotations(StatementRemoval.Mark));
            default:
                string view = model.GetTypeInfo(use, cancellation).ConvertedType?.Name is "Memory" or "ReadOnlyMemory" ? "Memory" : "Span";
                return (use, changed => Member(use, view).WithTriviaFrom(changed));
        }
    }

    private static ExpressionSyntax PartOf(IdentifierNameSyntax use, string view, ArgumentListSyntax arguments, bool isRange)
    {
        ExpressionSyntax whole = Member(use, view);
        if (arguments.Arguments.Count == 0)
        {
            return whole;
        }

        return isRange
            ? SyntaxFactory.ElementAccessExpression(whole, SyntaxFactory.BracketedArgumentList(arguments.Arguments))
            : SyntaxFactory.InvocationExpression(Member(whole, "Slice"), arguments);
    }

    private static MemberAccessExpressionSyntax Member(ExpressionSyntax owner, string name) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, owner.WithoutTrivia(), SyntaxFactory.IdentifierName(name));
}

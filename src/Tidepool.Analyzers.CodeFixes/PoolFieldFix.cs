using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using Tidepool.Analyzers.Rules;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Keeps the pool in a static field of the type, so that all calls share it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PoolFieldFix))]
[Shared]
public sealed class PoolFieldFix : TidepoolCodeFix
{
    private const string FieldName = "s_pool";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => [PoolPerCallRule.Id];

    private protected override string Title => "Keep the pool in a static field";

    private protected override SyntaxNode? Fix(SyntaxNode root, SyntaxNode report, SemanticModel model, CancellationToken cancellation)
    {
        if (report is not BaseObjectCreationExpressionSyntax creation
            || creation.FirstAncestorOrSelf<TypeDeclarationSyntax>(static around => around is not ExtensionBlockDeclarationSyntax) is not { } type
            || type.Members.Count == 0
            || model.GetDeclaredSymbol(type, cancellation) is not { } owner
            || !IsSameForAllCalls(creation, model, cancellation)
            || !IsOnlyRentedFrom(creation, model, cancellation)
            || PlaceOf(creation, type, owner, model, cancellation) is not { } place)
        {
            return null;
        }

        string name = NameIn(type, owner);
        TypeDeclarationSyntax? changed =
            creation.Parent is EqualsValueClauseSyntax
            {
                Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1 } } declarator,
            }
            ? ReplaceVariable(type, declarator, name, model, cancellation)
            : type.ReplaceNode(creation, SyntaxFactory.IdentifierName(name).WithTriviaFrom(creation));
        string made = $"new BytePool{creation.ArgumentList}{creation.Initializer}";
        MemberDeclarationSyntax field = SyntaxFactory.ParseMemberDeclaration($"private static readonly BytePool {name} = {made};")!
            .WithTrailingTrivia(SyntaxFactory.ElasticCarriageReturnLineFeed, SyntaxFactory.ElasticCarriageReturnLineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        return changed is null ? null : root.ReplaceNode(type, changed.WithMembers(changed.Members.Insert(place, field)));
    }

    /// <summary>A name that no member has, and that the fix gives in no other file: the files of a partial type are fixed independently of each
    /// other.</summary>
    private static string NameIn(TypeDeclarationSyntax type, INamedTypeSymbol owner)
    {
        SyntaxTree[] files = [.. owner.DeclaringSyntaxReferences.Select(static part => part.SyntaxTree).Distinct()];
        int number = Array.IndexOf(files, type.SyntaxTree) + 1;
        while (owner.GetMembers(FieldNameOf(number)).Length > 0)
        {
            number += files.Length;
        }

        return FieldNameOf(number);
    }

    private static string FieldNameOf(int number) => number == 1 ? FieldName : FieldName + number;

    /// <summary>The field's index among the members: after the static ones that its initializer uses, since initializers run in textual order.</summary>
    /// <returns>Null if any of them is in another part of the type: the order across parts isn't certain.</returns>
    private static int? PlaceOf(BaseObjectCreationExpressionSyntax creation, TypeDeclarationSyntax type, INamedTypeSymbol owner, SemanticModel model,
        CancellationToken cancellation)
    {
        ISymbol[] used =
        [
            .. creation.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Select(name => model.GetSymbolInfo(name, cancellation).Symbol)
                .OfType<ISymbol>()
                .Where(symbol => symbol is { IsStatic: true } and not (ITypeSymbol or IFieldSymbol { IsConst: true })
                    && SymbolEqualityComparer.Default.Equals(symbol.ContainingType, owner)),
        ];

        // A method or a computed property may use any of them.
        bool mayUseAll = used.Any(static symbol => symbol is not IFieldSymbol);
        int place = 0;
        foreach (ISymbol symbol in mayUseAll ? [.. used, .. owner.GetMembers()
            .Where(static member => member is IFieldSymbol { IsStatic: true, IsConst: false, IsImplicitlyDeclared: false })] : used)
        {
            int index = symbol.DeclaringSyntaxReferences is { Length: 1 } declared
                ? type.Members.IndexOf(member => member.SyntaxTree == declared[0].SyntaxTree && member.Span.Contains(declared[0].Span))
                : -1;
            if (index < 0)
            {
                return null;
            }

            place = Math.Max(place, index + 1);
        }

        return place;
    }

    /// <summary>Whether the arguments depend neither on the call nor on the object: no local, parameter or instance member.</summary>
    private static bool IsSameForAllCalls(BaseObjectCreationExpressionSyntax creation, SemanticModel model, CancellationToken cancellation) =>
        creation.DescendantNodes().All(node => node is not (ThisExpressionSyntax or BaseExpressionSyntax)
            && (node is not IdentifierNameSyntax name || model.GetSymbolInfo(name, cancellation).Symbol switch
        {
            ILocalSymbol local => local.IsConst,
            IParameterSymbol or IRangeVariableSymbol => false,
            IFieldSymbol or IPropertySymbol or IMethodSymbol when name.Parent is MemberAccessExpressionSyntax member && member.Name == name => true,
            IFieldSymbol or IPropertySymbol when name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment
                && assignment.Left == name => true,
            IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false } or IMethodSymbol { IsStatic: false } => false,
            _ => true,
        }));

    /// <summary>Whether the method only rents from the pool and finally disposes of it: statistics and limits of a shared pool would cover all calls.</summary>
    private static bool IsOnlyRentedFrom(BaseObjectCreationExpressionSyntax creation, SemanticModel model, CancellationToken cancellation)
    {
        if (creation.DescendantNodes().OfType<IdentifierNameSyntax>().Any(static name => name.Identifier.ValueText == "MaxTotalBytes"))
        {
            return false;
        }

        if (creation.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator })
        {
            return true;
        }

        ISymbol? variable = model.GetDeclaredSymbol(declarator, cancellation);
        SyntaxNode member = declarator.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? model.SyntaxTree.GetRoot(cancellation);
        return member.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == variable?.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, variable))
            .All(static name => name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Rent" or "TryRent" or "RentAsync" or "RentSequence"
                or "Allocate" or "CreateAllocator" or "Dispose" or "MinSize" or "MaxSize" or "Name" });
    }

    private static TypeDeclarationSyntax? ReplaceVariable(TypeDeclarationSyntax type, VariableDeclaratorSyntax declarator, string field, SemanticModel model,
        CancellationToken cancellation)
    {
        ISymbol? variable = model.GetDeclaredSymbol(declarator, cancellation);
        Dictionary<SyntaxNode, Func<SyntaxNode, SyntaxNode>> changes = [];
        foreach (IdentifierNameSyntax use in type.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable?.Name))
        {
            if (!SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(use, cancellation).Symbol, variable))
            {
                continue;
            }

            if (use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose",
                Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax disposal } })
            {
                changes[disposal] = static statement => statement.WithAdditionalAnnotations(StatementRemoval.Mark);
            }
            else
            {
                changes[use] = changed => SyntaxFactory.IdentifierName(field).WithTriviaFrom(changed);
            }
        }

        switch (declarator.Parent?.Parent)
        {
            case LocalDeclarationStatementSyntax declaration:
                changes[declaration] = static statement => statement.WithAdditionalAnnotations(StatementRemoval.Mark);
                break;
            case UsingStatementSyntax use:
                changes[use] = static statement => ((UsingStatementSyntax)statement).Statement.WithTriviaFrom(statement)
                    .WithAdditionalAnnotations(Formatter.Annotation, StatementRemoval.UnwrapMark);
                break;
        }

        return StatementRemoval.RemoveMarked(type.ReplaceNodes(changes.Keys, (node, changed) => changes[node](changed)));
    }
}

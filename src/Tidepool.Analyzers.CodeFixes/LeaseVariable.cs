using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A local that has a lease or allocator, declared among the statements of a block.</summary>
internal sealed class LeaseVariable
{
    private readonly IdentifierNameSyntax[] _uses;

    private LeaseVariable(LocalDeclarationStatementSyntax declaration, BlockSyntax block, IdentifierNameSyntax[] uses)
    {
        Declaration = declaration;
        Block = block;
        _uses = uses;
    }

    /// <summary>Declares this variable alone.</summary>
    internal LocalDeclarationStatementSyntax Declaration { get; }

    /// <summary>The block that the declaration stands in.</summary>
    internal BlockSyntax Block { get; }

    internal string Name => Declaration.Declaration.Variables[0].Identifier.ValueText;

    /// <summary>The statements that do nothing but return it.</summary>
    internal IEnumerable<ExpressionStatementSyntax> Returns => _uses.Select(ReturnOf).OfType<ExpressionStatementSyntax>();

    /// <summary>Whether the method keeps the lease to itself: it is never assigned again, copied or handed over, so that its return can be moved.</summary>
    internal bool IsKeptToItself => _uses.All(static use => use.Parent switch
    {
        MemberAccessExpressionSyntax member => member.Expression == use,
        ConditionalAccessExpressionSyntax access => access.Expression == use,
        _ => false,
    });

    /// <summary>Finds the variable that a diagnostic at a rent or a return is about.</summary>
    internal static LeaseVariable? Find(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax? owner = (place as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax member ? member.Expression : null;
        VariableDeclaratorSyntax? declarator = owner is IdentifierNameSyntax && model.GetSymbolInfo(owner, cancellation).Symbol is ILocalSymbol local && IsLease(local.Type)
            ? local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as VariableDeclaratorSyntax
            : place.FirstAncestorOrSelf<VariableDeclaratorSyntax>();
        if (declarator is not { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Parent: BlockSyntax block } declaration } }
            || model.GetDeclaredSymbol(declarator, cancellation) is not ILocalSymbol variable
            || !IsLease(variable.Type))
        {
            return null;
        }

        IdentifierNameSyntax[] uses =
        [
            .. block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
                name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, variable)),
        ];
        return new LeaseVariable(declaration, block, uses);
    }

    private static bool IsLease(ITypeSymbol type) =>
        type is { Name: "ByteLease" or "Allocator" or "SequenceLease", ContainingNamespace: { Name: "Tidepool", ContainingNamespace.IsGlobalNamespace: true } };

    private static ExpressionStatementSyntax? ReturnOf(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" or "Dispose", Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } } ? statement : null;
}

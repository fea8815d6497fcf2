using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A local that holds a lease or allocator, declared in a block or among top-level statements.</summary>
internal sealed class LeaseVariable
{
    private readonly IdentifierNameSyntax[] _uses;

    private LeaseVariable(LocalDeclarationStatementSyntax declaration, IdentifierNameSyntax[] uses)
    {
        Declaration = declaration;
        _uses = uses;
    }

    /// <summary>Declares only this variable.</summary>
    internal LocalDeclarationStatementSyntax Declaration { get; }

    /// <summary>The block that contains the declaration; null for top-level statements.</summary>
    internal BlockSyntax? Block => Declaration.Parent as BlockSyntax;

    /// <summary>The statements among which the variable is declared.</summary>
    internal IEnumerable<StatementSyntax> Statements => Block?.Statements ?? ScopeOf(Declaration)!.ChildNodes().OfType<GlobalStatementSyntax>()
        .Select(static global => global.Statement);

    internal string Name => Declaration.Declaration.Variables[0].Identifier.ValueText;

    /// <summary>The statements that only return it.</summary>
    internal IEnumerable<ExpressionStatementSyntax> Returns => _uses.Select(ReturnOf).OfType<ExpressionStatementSyntax>();

    /// <summary>Whether the lease is never reassigned, copied or passed on, so that its return can be moved.</summary>
    internal bool IsKeptToItself => _uses.All(static use => use.Parent switch
    {
        MemberAccessExpressionSyntax member => member.Expression == use,
        ConditionalAccessExpressionSyntax access => access.Expression == use,
        _ => false,
    });

    /// <summary>Whether it rents more than once: such an allocator is used again after its return, so the return can't move to the end.</summary>
    internal bool RentsAgain
    {
        get
        {
            SyntaxNode[] rents =
            [
                .. Declaration.DescendantNodes().OfType<IdentifierNameSyntax>().Where(static name => name.Identifier.ValueText == "Allocate"),
                .. _uses.Where(static use => use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Allocate" }),
            ];
            return rents.Length > 1 || rents.Any(rent => rent.Ancestors().TakeWhile(node => node != Declaration.Parent).Any(IsRepeated));
        }
    }

    /// <summary>The block or file in which the variable is visible.</summary>
    internal SyntaxNode Scope => ScopeOf(Declaration)!;

    /// <summary>Whether code may jump to a label after the declaration.</summary>
    internal bool HasLabels => Statements.SkipWhile(statement => statement != Declaration).SelectMany(static statement => statement.DescendantNodesAndSelf())
        .Any(static node => node is LabeledStatementSyntax);

    /// <summary>Whether the node gives the lease back.</summary>
    internal bool IsReturn(SyntaxNode node) =>
        _uses.Any(use => use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" or "Dispose" } member
        && (member == node || member.Parent == node));

    /// <summary>Whether the node accesses a member of the lease.</summary>
    internal bool IsUse(SyntaxNode node) => _uses.Any(use => use.Parent is MemberAccessExpressionSyntax member && (member == node || member.Parent == node));

    /// <summary>Whether everything that gives access to its bytes ends with its scope, so that the lease can be returned there.</summary>
    internal bool IsContained(SemanticModel model, CancellationToken cancellation) =>
        !HasLabels && model.GetDeclaredSymbol(Declaration.Declaration.Variables[0], cancellation) is { } variable
            && Containment.Keeps(variable, Scope, model, cancellation);

    /// <summary>Finds the variable that a diagnostic at a rent or a return is about.</summary>
    internal static LeaseVariable? Find(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        ExpressionSyntax? owner = (place as InvocationExpressionSyntax)?.Expression is MemberAccessExpressionSyntax member ? member.Expression : null;
        VariableDeclaratorSyntax? declarator = owner is IdentifierNameSyntax && model.GetSymbolInfo(owner, cancellation).Symbol is ILocalSymbol local
            && IsLease(local.Type)
            ? local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) as VariableDeclaratorSyntax
            : place.FirstAncestorOrSelf<VariableDeclaratorSyntax>();
        if (declarator is not { Parent: VariableDeclarationSyntax { Variables.Count: 1,
            Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration } }
            || ScopeOf(declaration) is not { } scope
            || model.GetDeclaredSymbol(declarator, cancellation) is not ILocalSymbol variable
            || !IsLease(variable.Type))
        {
            return null;
        }

        IdentifierNameSyntax[] uses =
        [
            .. scope.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
                name.Identifier.ValueText == variable.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, variable)),
        ];
        return new LeaseVariable(declaration, uses);
    }

    /// <summary>The block or file whose statements the declaration is one of.</summary>
    internal static SyntaxNode? ScopeOf(LocalDeclarationStatementSyntax declaration) => declaration.Parent switch
    {
        BlockSyntax block => block,
        GlobalStatementSyntax global => global.Parent,
        _ => null,
    };

    /// <summary>Whether values of the type represent a rental.</summary>
    internal static bool IsLease(ITypeSymbol type) =>
        type is { Name: "ByteLease" or "Allocator" or "SequenceLease", ContainingNamespace: { Name: "Tidepool", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsRepeated(SyntaxNode node) =>
        node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or LabeledStatementSyntax || IsFunction(node);

    private static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    private static ExpressionStatementSyntax? ReturnOf(IdentifierNameSyntax use) =>
        use.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Return" or "Dispose",
            Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } } ? statement : null;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>A local that receives a rented array, declared in a block or among top-level statements.</summary>
internal sealed class RentedArray
{
    private readonly ISymbol _variable;

    private RentedArray(ISymbol variable, InvocationExpressionSyntax rent, LocalDeclarationStatementSyntax declaration, SyntaxNode scope, ArrayUse[] uses,
        LeasePool? pool)
    {
        _variable = variable;
        (Rent, Declaration, Scope, Uses, Pool) = (rent, declaration, scope, uses, pool);
    }

    /// <summary>The call that rents it.</summary>
    internal InvocationExpressionSyntax Rent { get; }

    /// <summary>Declares only this variable.</summary>
    internal LocalDeclarationStatementSyntax Declaration { get; }

    /// <summary>The scope of the variable.</summary>
    internal SyntaxNode Scope { get; }

    /// <summary>All uses of the array.</summary>
    internal ArrayUse[] Uses { get; }

    /// <summary>The pool that a lease would come from; null if it is unknown.</summary>
    internal LeasePool? Pool { get; }

    /// <summary>Finds the variable that receives a rent.</summary>
    internal static RentedArray? Find(SyntaxNode place, SemanticModel model, CancellationToken cancellation)
    {
        if (place is not InvocationExpressionSyntax { Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax declarator },
            Expression: MemberAccessExpressionSyntax { Expression: var arrays } } rent
            || declarator.Parent is not VariableDeclarationSyntax { Variables.Count: 1,
                Parent: LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration }
            || LeaseVariable.ScopeOf(declaration) is not { } scope
            || model.GetDeclaredSymbol(declarator, cancellation) is not { } array)
        {
            return null;
        }

        ArrayUse[] uses =
        [
            .. SteadyLengths.NamesIn(scope, array.Name)
                .Where(name => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellation).Symbol, array))
                .Select(name => ArrayUse.Of(name, model)),
        ];
        return new RentedArray(array, rent, declaration, scope, uses, LeasePool.Of(arrays, new SteadyLengths(rent, scope, model), model));
    }

    /// <summary>Why a lease can't replace the array.</summary>
    /// <returns>Null if it can.</returns>
    internal string? ObstacleTo(SemanticModel model, CancellationToken cancellation)
    {
        if (Pool is null)
        {
            return "the pool isn't known";
        }

        AskedLength asked = new(Rent, Scope, Uses, model, Pool.IsShared);
        return Uses.Select(asked.ObstacleIn).FirstOrDefault(static obstacle => obstacle is not null)
            ?? (Array.Exists(Uses, static use => use.IsSpan && IsBesideAwait(use.Name)) ? "a span would have to be kept during an await"
            : Array.Exists(Uses, use => use.Kind == ArrayUseKind.Return && !IsReturnedWhereRented(use)) ? "it goes back to another pool"
            : Scope.DescendantNodes().Any(static node => node is LabeledStatementSyntax) ? "the code jumps to a label"
            : !Containment.Keeps(_variable, Scope, model, cancellation) ? "a view of it may outlive the block"
            : null);
    }

    private bool IsReturnedWhereRented(ArrayUse use) =>
        ((InvocationExpressionSyntax)use.Place).Expression is MemberAccessExpressionSyntax { Expression: var pool }
        && SyntaxFactory.AreEquivalent(pool, ((MemberAccessExpressionSyntax)Rent.Expression).Expression);

    /// <summary>Whether the expression around the use contains an await, across which a span can't be kept.</summary>
    private static bool IsBesideAwait(IdentifierNameSyntax use) =>
        use.Ancestors().TakeWhile(static node => node is not (StatementSyntax or AnonymousFunctionExpressionSyntax or MemberDeclarationSyntax))
            .OfType<ExpressionSyntax>().Last().DescendantNodesAndSelf().Any(static node => node is AwaitExpressionSyntax);
}

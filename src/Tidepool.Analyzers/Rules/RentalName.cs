using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Rules;

/// <summary>The name of a rental in messages.</summary>
internal static class RentalName
{
    /// <summary>The name of a rental, given the operation that rented it.</summary>
    internal static string Of(IOperation rent) =>
        rent is IInvocationOperation { TargetMethod: { Name: "Allocate", ContainingType.Name: "Allocator" }, Instance: { } allocator }
            ? allocator.Syntax.ToString() : Of(rent.Syntax);

    /// <summary>The first variable that receives it; if there is none, the expression that rents it.</summary>
    internal static string Of(SyntaxNode rent)
    {
        if ((rent as ArgumentSyntax ?? (rent as InvocationExpressionSyntax)?.ArgumentList.Arguments
            .FirstOrDefault(static argument => argument.RefKindKeyword.IsKind(SyntaxKind.OutKeyword))) is { } given)
        {
            return given.Expression is DeclarationExpressionSyntax declaration ? declaration.Designation.ToString() : given.Expression.ToString();
        }

        if (rent is IdentifierNameSyntax)
        {
            return rent.ToString();
        }

        foreach (SyntaxNode node in rent.Ancestors())
        {
            switch (node)
            {
                case VariableDeclaratorSyntax declarator:
                    return declarator.Identifier.ValueText;
                case AssignmentExpressionSyntax assignment:
                    return assignment.Left.ToString();
                case EqualsValueClauseSyntax or AwaitExpressionSyntax or ParenthesizedExpressionSyntax or CastExpressionSyntax or ConditionalExpressionSyntax:
                case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask", Parent: InvocationExpressionSyntax }:
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" or "AsTask" } }:
                    break;
                default:
                    return rent.ToString();
            }
        }

        return rent.ToString();
    }
}

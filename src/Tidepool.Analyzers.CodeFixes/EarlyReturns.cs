using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Whether code after a return may depend on it: another rent under the same budget, the pool's disposal, its statistics.</summary>
internal static class EarlyReturns
{
    /// <summary>Whether code that runs after one of the returns could notice that the return has moved to the end.</summary>
    internal static bool AreNoticed(LeaseVariable lease, SyntaxNode scope, SemanticModel model, CancellationToken cancellation) =>
        lease.Returns.Any(@return => AreNoticedBehind(@return, lease, scope, model, cancellation));

    /// <summary>The same for a single return.</summary>
    internal static bool AreNoticedBehind(StatementSyntax @return, LeaseVariable lease, SyntaxNode scope, SemanticModel model,
        CancellationToken cancellation) =>
        Following(@return, scope)
            .SelectMany(node => OperationsOf(node, model, cancellation))
            .SelectMany(static operation => operation.DescendantsAndSelf())
            .Any(operation => CanTell(operation, lease));

    private static IEnumerable<IOperation> OperationsOf(SyntaxNode node, SemanticModel model, CancellationToken cancellation) =>
        model.GetOperation(node, cancellation) is { } operation ? [operation]
            : node.ChildNodes().SelectMany(child => OperationsOf(child, model, cancellation));

    /// <summary>The statements that may run after this one, up to the end of the scope: those that follow it, and the loops around it.</summary>
    private static IEnumerable<SyntaxNode> Following(StatementSyntax statement, SyntaxNode scope)
    {
        for (SyntaxNode node = statement; node != scope && node.Parent is { } parent; node = parent)
        {
            switch (parent)
            {
                case BlockSyntax block:
                    // Earlier "using" declarations are disposed of after the statement.
                    foreach (StatementSyntax other in block.Statements.Where(known => known.SpanStart > node.SpanStart
                        || known is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 }))
                    {
                        yield return other;
                    }

                    break;
                case SwitchSectionSyntax section:
                    foreach (StatementSyntax next in section.Statements.SkipWhile(known => known != node).Skip(1))
                    {
                        yield return next;
                    }

                    break;
                case TryStatementSyntax attempt:
                    foreach (SyntaxNode handler in attempt.Catches.Where(_ => node == attempt.Block))
                    {
                        yield return handler;
                    }

                    if (attempt.Finally is { } last && node != last)
                    {
                        yield return last;
                    }

                    break;
                case ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax or UsingStatementSyntax:
                    yield return parent;
                    break;
            }
        }
    }

    private static bool CanTell(IOperation operation, LeaseVariable lease)
    {
        if (lease.IsReturn(operation.Syntax))
        {
            return false;
        }

        switch (operation)
        {
            case IAwaitOperation or IReturnOperation { Kind: not OperationKind.Return } or IDynamicInvocationOperation or IEventReferenceOperation:
                return true;

            // The lease's own members can't be used after its return, except IsReturned.
            case IPropertyReferenceOperation property:
                return IsOfPool(property.Property.ContainingType) ? property.Property.Name == "IsReturned" || !lease.IsUse(property.Syntax)
                    : RunsOwnCode(property.Property) && !Storage.IsStorage(property.Property);
            case IInvocationOperation { TargetMethod: { Name: "Return" or "Dispose", ContainingType: var handle } } when LeaseVariable.IsLease(handle):
                return false;
            case IInvocationOperation call:
                return call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
                    || (IsOfPool(call.TargetMethod.ContainingType) ? !lease.IsUse(call.Syntax) : RunsOwnCode(call.TargetMethod));
            case IMethodReferenceOperation { Method: var method }:
                return RunsOwnCode(method);
            case IObjectCreationOperation { Constructor: { IsImplicitlyDeclared: false } constructor }:
                return RunsOwnCode(constructor);
            case IBinaryOperation binary:
                return RunsOwnCode(binary.OperatorMethod) || IsTextOfOwn(binary.LeftOperand, binary) || IsTextOfOwn(binary.RightOperand, binary);
            case IUnaryOperation { OperatorMethod: var method }:
                return RunsOwnCode(method);
            case ICompoundAssignmentOperation { OperatorMethod: var method }:
                return RunsOwnCode(method);
            case IConversionOperation { OperatorMethod: var method }:
                return RunsOwnCode(method);
            case IInterpolationOperation interpolation:
                return IsOwn(Transfer.Origin(interpolation.Expression).Type);
            case IForEachLoopOperation loop:
                return IsOwn(Transfer.Origin(loop.Collection).Type);
            case IUsingOperation or IUsingDeclarationOperation:
                return operation.Descendants().OfType<IVariableDeclaratorOperation>().Any(static declarator => IsOwn(declarator.Symbol.Type))
                    || (operation is IUsingOperation { Resources: var resource } && IsOwn(resource.Type));
            default:
                return false;
        }
    }

    private static bool RunsOwnCode(ISymbol? member) => member is not null && !Transfer.IsOfFramework(member);

    /// <summary>Whether the operand is converted to a string by a <c>ToString</c> that isn't the framework's.</summary>
    private static bool IsTextOfOwn(IOperation operand, IBinaryOperation concatenation) =>
        concatenation.Type?.SpecialType == SpecialType.System_String && IsOwn(Transfer.Origin(operand).Type);

    private static bool IsOwn(ITypeSymbol? type) =>
        type is not null and not { TypeKind: TypeKind.Enum or TypeKind.Array or TypeKind.Pointer } && !Transfer.IsOfFramework(type)
            && !LeaseVariable.IsLease(type);

    private static bool IsOfPool(INamedTypeSymbol? type) => type?.ContainingNamespace is { Name: "Tidepool", ContainingNamespace.IsGlobalNamespace: true };
}

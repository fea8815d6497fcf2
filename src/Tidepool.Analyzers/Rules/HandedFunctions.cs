using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Rules;

/// <summary>Lambdas and local functions that a method passes to another method, which is likely to call them repeatedly, such as the handlers of a
/// server.</summary>
internal static class HandedFunctions
{
    /// <summary>Framework types that call the functions they receive once.</summary>
    private static readonly HashSet<string> s_typesThatCallOnce = ["Task", "TaskFactory", "Thread", "ThreadPool", "Lazy", "LazyInitializer",
        "SynchronizationContext", "ExecutionContext"];

    /// <summary>Methods that call the functions they receive once: of any type, since they are in packages.</summary>
    private static readonly HashSet<string> s_methodsThatCallOnce = ["SetAction", "SetHandler", "AddSingleton", "TryAddSingleton", "AddKeyedSingleton"];

    /// <summary>Whether the operation is in such a function within the body.</summary>
    internal static bool Have(IOperation operation, IOperation body)
    {
        for (IOperation? function = operation.Parent; function is not null; function = function.Parent)
        {
            bool isHanded = function switch
            {
                IAnonymousFunctionOperation lambda => IsHanded(lambda, body),
                ILocalFunctionOperation local => MethodReferencesTo(local.Symbol, body).Any(reference => IsHanded(reference, body)),
                _ => false,
            };
            if (isHanded)
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> MethodReferencesTo(IMethodSymbol function, IOperation body) =>
        body.Descendants().OfType<IMethodReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function));

    /// <summary>Whether the function is passed to a call, directly or by way of a variable.</summary>
    private static bool IsHanded(IOperation function, IOperation body)
    {
        IOperation? user = function.Parent;
        while (user is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            user = user.Parent;
        }

        return user switch
        {
            IArgumentOperation argument => !IsCalledOnce(argument),
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var variable } } => body.Descendants()
                .OfType<ILocalReferenceOperation>()
                .Any(use => SymbolEqualityComparer.Default.Equals(use.Local, variable) && ArgumentOf(use) is { } argument && !IsCalledOnce(argument)),
            _ => false,
        };
    }

    private static IArgumentOperation? ArgumentOf(IOperation use)
    {
        IOperation? user = use.Parent;
        while (user is IConversionOperation or IParenthesizedOperation)
        {
            user = user.Parent;
        }

        return user as IArgumentOperation;
    }

    private static bool IsCalledOnce(IArgumentOperation argument)
    {
        if (argument.Parameter is not { ContainingSymbol: IMethodSymbol method } parameter)
        {
            return true;
        }

        INamedTypeSymbol type = method.ContainingType;
        bool isOfSystem = type.ContainingNamespace is { Name: "System", ContainingNamespace.IsGlobalNamespace: true } or { Name: "Threading" or "Tasks" };
        return s_methodsThatCallOnce.Contains(method.Name)
            || (isOfSystem && (s_typesThatCallOnce.Contains(type.Name) || (type.Name == "Parallel" && method.Name == "Invoke")))
            || IsOnlyCalled(parameter, method);
    }

    /// <summary>Whether the method's source only calls the function, and not in a loop: a helper that measures or wraps it.</summary>
    private static bool IsOnlyCalled(IParameterSymbol parameter, IMethodSymbol method)
    {
        IdentifierNameSyntax[] uses =
        [
            .. method.DeclaringSyntaxReferences
                .SelectMany(static reference => reference.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
                .Where(name => name.Identifier.ValueText == parameter.Name && name.Parent is not NameColonSyntax),
        ];
        return uses.Length > 0 && uses.All(IsCalledHere);
    }

    private static bool IsCalledHere(IdentifierNameSyntax function)
    {
        bool isCalled = function.Parent switch
        {
            InvocationExpressionSyntax call => call.Expression == function,
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Invoke" } member => member.Expression == function
                && member.Parent is InvocationExpressionSyntax,
            ConditionalAccessExpressionSyntax { WhenNotNull: InvocationExpressionSyntax } access => access.Expression == function,
            ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: var called } } =>
                called is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ThrowIfNull" } or IdentifierNameSyntax { Identifier.ValueText: "nameof" },
            _ => false,
        };
        return isCalled && !function.Ancestors().TakeWhile(static node => node is not (BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax))
            .Any(static node =>
            node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax or AnonymousFunctionExpressionSyntax);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Flow;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.CodeFixes;

/// <summary>Whether everything that gives access to a buffer's bytes ends with the scope of the variable that holds the buffer.</summary>
/// <remarks>Only uses known to be harmless are accepted; any other counts as a way out. A leak is better than reading bytes that belong to another
/// lease.</remarks>
internal sealed class Containment
{
    private const int MaxDepth = 16;
    private const int MaxCalls = 3;

    private readonly IOperation[] _scope;
    private readonly SyntaxNode _scopeSyntax;
    private readonly TidepoolTypes _types;
    private readonly int _calls;
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);

    private Containment(SyntaxNode scope, IOperation[] operations, TidepoolTypes types, int calls)
    {
        _scopeSyntax = scope;
        _scope = operations;
        _types = types;
        _calls = calls;
    }

    /// <summary>Whether the variable's buffer and its views stay within the statements of the scope.</summary>
    /// <param name="variable">The variable that holds the buffer.</param>
    /// <param name="scope">The block that declares it, or the file in a program with top-level statements.</param>
    /// <param name="model">The file's semantic model.</param>
    /// <param name="cancellation">Stops it.</param>
    internal static bool Keeps(ISymbol variable, SyntaxNode scope, SemanticModel model, CancellationToken cancellation)
    {
        IEnumerable<SyntaxNode> statements = scope is CompilationUnitSyntax unit
            ? unit.Members.OfType<GlobalStatementSyntax>().Select(static global => global.Statement) : [scope];
        IOperation[] operations = [.. statements.Select(statement => model.GetOperation(statement, cancellation)).OfType<IOperation>()];
        return TidepoolTypes.Find(model.Compilation) is { } types && new Containment(scope, operations, types, 0).Keeps(variable);
    }

    private bool Keeps(ISymbol variable) =>
        !_followed.Add(variable)
        || (variable is ILocalSymbol or IParameterSymbol { RefKind: RefKind.None or RefKind.In }
            && variable.DeclaringSyntaxReferences is { Length: 1 } declarations
            && _scopeSyntax.Span.Contains(declarations[0].Span)
            && ReferencesTo(variable).All(reference => !IsInFunction(reference) && IsContained(reference, MaxDepth)));

    private IEnumerable<IOperation> ReferencesTo(ISymbol variable) => _scope
        .SelectMany(static operation => operation.DescendantsAndSelf())
        .Where(operation => SymbolEqualityComparer.Default.Equals(
            operation switch
            {
                ILocalReferenceOperation { IsDeclaration: false } reference => reference.Local,
                IParameterReferenceOperation reference => reference.Parameter,
                _ => null,
            },
            variable));

    private bool IsInFunction(IOperation reference)
    {
        for (IOperation? around = reference.Parent; around is not null && !_scope.Contains(around); around = around.Parent)
        {
            if (around is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a value that gives access to the bytes, or holds the buffer, goes nowhere that outlives the scope.</summary>
    private bool IsContained(IOperation value, int depth)
    {
        if (depth == 0)
        {
            return false;
        }

        switch (value.Parent)
        {
            case IExpressionStatementOperation or INameOfOperation:
                return true;
            case IParenthesizedOperation or IConditionalOperation or ICoalesceOperation:
                return IsContained(value.Parent, depth - 1);
            case IConversionOperation { Type.SpecialType: SpecialType.System_Array, Parent: IArgumentOperation { Parent: IInvocationOperation method } }:
                return IsHarmless(method.TargetMethod);
            case IConversionOperation conversion:
                return !_types.Carriers.CanCarry(conversion.Type) || (_types.Carriers.IsReference(conversion.Type) && IsContained(conversion, depth - 1));
            case IPropertyReferenceOperation { Property: { Name: "Array", ContainingType.Name: "ArraySegment" } } array:
                return IsContained(array, depth - 1);
            case IPropertyReferenceOperation property when property.Instance == value:
                return IsElement(property.Property.ReturnsByRef || property.Property.ReturnsByRefReadonly, property, depth);
            case IImplicitIndexerReferenceOperation indexer when indexer.Instance == value:
                return IsElement(!_types.Carriers.CanCarry(indexer.Type), indexer, depth);
            case IArrayElementReferenceOperation element when element.ArrayReference == value:
                return IsElement(true, element, depth);
            case IFieldReferenceOperation field:
                return IsElement(false, field, depth);
            case IInvocationOperation call when call.Instance == value:
                return IsResultContained(call, depth);
            case IConditionalAccessOperation access when access.Operation == value:
                return access.WhenNotNull is IInvocationOperation { Instance: IConditionalAccessInstanceOperation } called && IsResultContained(called, depth);
            case IArgumentOperation argument:
                return IsArgumentContained(argument, depth);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return declarator.Symbol.Type is not IPointerTypeSymbol && Keeps(declarator.Symbol);
            case ISimpleAssignmentOperation { IsRef: false, Parent: IExpressionStatementOperation } assignment when assignment.Value == value:
                return assignment.Target is ILocalReferenceOperation local && Keeps(local.Local);
            case ISimpleAssignmentOperation { IsRef: false } assignment when assignment.Target == value:
                return true;
            case IForEachLoopOperation loop when loop.Collection == value:
                return loop.Locals.All(local => !_types.Carriers.CanCarry(local.Type) || Keeps(local));
            case IBinaryOperation binary:
                return !_types.Carriers.CanCarry(binary.Type);
            case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation { Pattern: IConstantPatternOperation } }:
                return true;
            case IAwaitOperation awaiting:
                return !_types.Carriers.CanCarry(awaiting.Type) || IsContained(awaiting, depth - 1);
            default:
                return false;
        }
    }

    /// <summary>A byte that is read is a copy; a reference to it, or another view, is not.</summary>
    private bool IsElement(bool isReference, IOperation element, int depth) =>
        isReference ? element.Parent is not (IAddressOfOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }
            or ISimpleAssignmentOperation { IsRef: true } or IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } })
            && element.Syntax.Parent is not RefExpressionSyntax
        : !_types.Carriers.CanCarry(element.Type) || IsContained(element, depth - 1);

    private bool IsResultContained(IInvocationOperation call, int depth)
    {
        IMethodSymbol method = call.TargetMethod;
        return method.ReturnsByRef || method.ReturnsByRefReadonly || !call.Arguments.All(IsOutContained) ? false
            : _types.IsTask(call.Type) ? IsAwaited(call, depth)
            : method.ReturnsVoid || !_types.Carriers.CanCarry(call.Type) || IsContained(call, depth - 1);
    }

    /// <summary>An <c>out</c> parameter may give access to the bytes, as a return value may.</summary>
    private bool IsOutContained(IArgumentOperation argument) =>
        argument.Parameter is not { RefKind: RefKind.Out or RefKind.Ref } parameter
        || !_types.Carriers.CanCarry(parameter.Type)
        || argument.Value is IDiscardOperation
        || argument.Value is IDeclarationExpressionOperation { Expression: ILocalReferenceOperation { Local: var given } } && Keeps(given);

    /// <summary>Whether the task is awaited at once, and its result stays within the scope.</summary>
    private bool IsAwaited(IOperation task, int depth) => task.Parent switch
    {
        IAwaitOperation awaiting => !_types.Carriers.CanCarry(awaiting.Type) || IsContained(awaiting, depth - 1),
        IConversionOperation or IConditionalOperation or ISwitchExpressionOperation or ISwitchExpressionArmOperation or IParenthesizedOperation =>
            IsAwaited(task.Parent, depth),
        IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" } call when call.Instance == task => IsAwaited(call, depth),
        IInvocationOperation { TargetMethod.Name: "GetAwaiter", Parent: IInvocationOperation { TargetMethod.Name: "GetResult" } result } =>
            !_types.Carriers.CanCarry(result.Type) || IsContained(result, depth - 1),
        _ => false,
    };

    private bool IsArgumentContained(IArgumentOperation argument, int depth)
    {
        if (argument.Parameter is not { RefKind: RefKind.None } parameter)
        {
            return false;
        }

        switch (argument.Parent)
        {
            case IObjectCreationOperation creation:
                return parameter.Type.IsRefLikeType && !_types.Carriers.IsReference(creation.Type) && !_types.Carriers.CanCarry(creation.Type)
                    || _types.IsView(creation.Type) && IsContained(creation, depth - 1);
            case IInvocationOperation { Instance.Type: { IsRefLikeType: true, IsReadOnly: false } }:
                return false;
            case IInvocationOperation call when parameter.Type.IsRefLikeType:
                return !call.Arguments.Any(static other => other.Parameter is { RefKind: RefKind.Ref or RefKind.Out, Type.IsRefLikeType: true })
                    && (_types.IsTask(call.Type) || parameter.ScopedKind != ScopedKind.None || IsResultContained(call, depth));
            case IInvocationOperation call:
                return (IsHarmless(call.TargetMethod) || ByteOverloads.ViewFor(argument) == "Span" || IsContainedIn(call.TargetMethod, parameter, call))
                    && IsResultContained(call, depth);
            default:
                return false;
        }
    }

    /// <summary>Whether the method's source shows that it keeps nothing of what it is passed.</summary>
    private bool IsContainedIn(IMethodSymbol method, IParameterSymbol parameter, IInvocationOperation call)
    {
        if (_calls == MaxCalls
            || method is { IsVirtual: true } or { IsOverride: true } or { IsAbstract: true } or not { DeclaringSyntaxReferences.Length: 1 }
            || method.DeclaringSyntaxReferences[0].GetSyntax() is not { } declaration
            || declaration.DescendantNodes().Any(static node => node is YieldStatementSyntax)
            || call.SemanticModel?.Compilation is not { } compilation)
        {
            return false;
        }

        IOperation? body = compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(declaration);
        return body is not null && new Containment(declaration, [body], _types, _calls + 1).Keeps(parameter.OriginalDefinition);
    }

    /// <summary>Whether the framework's method uses a memory or array only until it returns, or until its result has been awaited.</summary>
    private static bool IsHarmless(IMethodSymbol method) =>
        Transfer.IsOfFramework(method)
        && (method.ContainingType.Name is "Stream" or "Socket" or "RandomAccess" or "TextReader" or "TextWriter" or "MemoryMarshal" or "MemoryExtensions"
            or "SequenceMarshal" or "BuffersExtensions" or "WebSocket" or "ArrayPool" or "PipeReader" or "Array" or "Buffer"
            || IsStream(method.ContainingType));

    private static bool IsStream(ITypeSymbol? type) => type is { Name: "Stream" } || (type?.BaseType is { } parent && IsStream(parent));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Which variables of a method its lambdas and local functions use, and which can change without a visible assignment.</summary>
internal sealed class Captures
{
    private readonly Dictionary<SyntaxNode, HashSet<ISymbol>> _byFunction = [];
    private readonly Dictionary<SyntaxNode, List<(ISymbol Variable, IOperation Use)>> _uses = [];
    private readonly HashSet<SyntaxNode> _straight = [];
    private readonly HashSet<ISymbol> _shared = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _opaque = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _returned = new(SymbolEqualityComparer.Default);

    /// <summary>Reference locals that refer to the same variable from their declaration on.</summary>
    private readonly Dictionary<ISymbol, ISymbol> _aliases = new(SymbolEqualityComparer.Default);

    /// <summary>Locals that are another name for what they are declared with: neither they nor the variables in it are ever assigned again.</summary>
    private readonly Dictionary<ISymbol, IOperation> _sources = new(SymbolEqualityComparer.Default);

    /// <summary>The analyzed function, if it is nested in another.</summary>
    private readonly IMethodSymbol? _function;

    internal Captures(IOperation function)
    {
        _function = SymbolOf(function);
        IOperation[] operations = [.. function.Descendants()];
        HashSet<ISymbol> moved = new(
            operations.OfType<ISimpleAssignmentOperation>().Where(static assignment => assignment.IsRef)
                .Select(static assignment => VariableOf(assignment.Target)).OfType<ISymbol>(),
            SymbolEqualityComparer.Default);
        HashSet<ISymbol> written = new(operations.Where(IsWritten).Select(VariableOf).OfType<ISymbol>(), SymbolEqualityComparer.Default);
        foreach (IOperation operation in operations)
        {
            if (operation is IVariableDeclaratorOperation { Symbol: { IsRef: false } copy } copied
                && copied.GetVariableInitializer()?.Value is { ConstantValue.HasValue: false } source
                && !written.Contains(copy) && !source.DescendantsAndSelf().Any(part => VariableOf(part) is { } variable && written.Contains(variable)))
            {
                _sources[copy] = source;
            }

            if (operation is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "Return" } } given && PlaceOf(given.Value) is { } returned)
            {
                _returned.Add(returned);
            }

            if (SymbolOf(operation) is { } nested)
            {
                AddVariablesOf(operation, nested);
            }
            else if (operation is IVariableDeclaratorOperation { Symbol: { IsRef: true } alias } declarator
                && VariableOf(declarator.GetVariableInitializer()?.Value) is { } named
                && BehindAlias(named) is not ILocalSymbol { IsRef: true } and var variable
                && !moved.Contains(alias))
            {
                _aliases[alias] = variable;
            }
            else if (AliasedBy(operation) is { } aliased)
            {
                _opaque.Add(aliased);
            }
        }
    }

    /// <summary>Whether a lambda or local function also uses the variable.</summary>
    internal bool IsShared(ISymbol variable) => _shared.Contains(variable);

    /// <summary>Whether the variable may change unseen: assigned within a lambda, or through a reference to it.</summary>
    internal bool IsOpaque(ISymbol variable) => _opaque.Contains(variable);

    /// <summary>Whether the value of the variable or field is passed to a method called <c>Return</c>.</summary>
    internal bool IsReturned(ISymbol place) => _returned.Contains(place);

    /// <summary>The locals that may be other names, and the expressions they name.</summary>
    internal IReadOnlyDictionary<ISymbol, IOperation> Sources => _sources;

    /// <summary>The variable that a reference local refers to; for any other variable, the variable itself.</summary>
    internal ISymbol BehindAlias(ISymbol variable) => _aliases.TryGetValue(variable, out ISymbol aliased) ? aliased : variable;

    /// <summary>Whether the variable belongs to a function around the analyzed one, or to the object.</summary>
    internal bool IsOuter(ISymbol variable) => IsOfObject(variable)
        || (_function is not null && !SymbolEqualityComparer.Default.Equals(variable.ContainingSymbol, _function));

    /// <summary>Whether the variable is a parameter of the type's primary constructor: the object keeps what a method puts there, as in a field.</summary>
    internal static bool IsOfObject(ISymbol variable) =>
        variable is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor,
            DeclaringSyntaxReferences: { Length: 1 } declarations } }
        && declarations[0].GetSyntax() is TypeDeclarationSyntax;

    /// <summary>Whether a function uses the lease or bytes in a variable around it, and doesn't just return the lease or ask whether it is returned.</summary>
    internal bool IsUsedBy(SyntaxNode function, ISymbol variable) => UsesOf(function, variable).Any(IsUse);

    /// <summary>Whether it uses them after an <c>await</c>, or within an awaited expression: then its task works with them.</summary>
    internal bool IsUsedByTaskOf(SyntaxNode function, ISymbol variable) =>
        function.DescendantNodes().OfType<AwaitExpressionSyntax>().FirstOrDefault() is { } first
        && UsesOf(function, variable).Any(use => use.Syntax.SpanStart > first.SpanStart && IsUse(use));

    /// <summary>Every use that a local function makes of the variables around it, if it runs straight to its end; otherwise none.</summary>
    internal IEnumerable<(ISymbol Variable, IOperation Use)> StepsOf(SyntaxNode function) =>
        _uses.TryGetValue(function, out List<(ISymbol Variable, IOperation Use)> uses) && _straight.Contains(function) ? uses : [];

    /// <summary>Whether the variable is used, and not just returned, asked whether it is returned, or assigned.</summary>
    internal static bool IsUse(IOperation use) => use.Parent is not (
        IPropertyReferenceOperation { Property.Name: "IsReturned" or "IsAllocated" or "CanRead" or "CanWrite" or "CanSeek" }
        or IInvocationOperation { TargetMethod.Name: "Return" or "Dispose" or "Close" or "DisposeAsync" or "Equals" }
        or INameOfOperation
        or IAssignmentOperation);

    /// <summary>Whether a function reads or writes elements of an array in a variable around it, and doesn't pass it to code that may return it.</summary>
    internal bool HasElementsUsedBy(SyntaxNode function, ISymbol variable)
    {
        IOperation[] uses = [.. UsesOf(function, variable)];
        return uses.Any(IsOfElements) && !uses.Any(static use => !IsOfElements(use) && use.Parent is not IPropertyReferenceOperation);
    }

    /// <summary>The variables that a lambda captures.</summary>
    internal IEnumerable<ISymbol> Of(SyntaxNode lambda) => _byFunction.TryGetValue(lambda, out HashSet<ISymbol> variables) ? variables : [];

    private IEnumerable<IOperation> UsesOf(SyntaxNode function, ISymbol variable) =>
        _uses.TryGetValue(function, out List<(ISymbol Variable, IOperation Use)> all)
            ? all.Where(use => SymbolEqualityComparer.Default.Equals(use.Variable, variable)).Select(static use => use.Use) : [];

    private static bool IsStraight(IOperation function) =>
        function is ILocalFunctionOperation { Symbol.IsAsync: false } && !function.Descendants().Any(static step => step is
            IConditionalOperation or IConditionalAccessOperation or ICoalesceOperation or ICoalesceAssignmentOperation or ISwitchOperation
            or ISwitchExpressionOperation or ILoopOperation or ITryOperation or IBranchOperation or IThrowOperation or IAnonymousFunctionOperation
            or ILocalFunctionOperation or IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak }
            or IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr });

    private static IMethodSymbol? SymbolOf(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation lambda => lambda.Symbol,
        ILocalFunctionOperation local => local.Symbol,
        _ => null,
    };

    private static bool IsOfElements(IOperation use) => use.Parent switch
    {
        IArrayElementReferenceOperation element => element.ArrayReference == use,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: not "Return" } method } } => Transfer.IsOfFramework(method),
        IConversionOperation { Type.Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" } => true,
        _ => false,
    };

    private static ISymbol? PlaceOf(IOperation value) =>
        Transfer.Origin(value) is IFieldReferenceOperation field ? field.Field : VariableOf(Transfer.Origin(value));

    private static ISymbol? VariableOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        _ => null,
    };

    /// <summary>The variable to which the operation makes a reference.</summary>
    private static ISymbol? AliasedBy(IOperation operation) => operation switch
    {
        IAddressOfOperation address => VariableOf(address.Reference),
        ISimpleAssignmentOperation { IsRef: true } assignment => VariableOf(assignment.Value),
        IVariableDeclaratorOperation { Symbol.IsRef: true } declarator => VariableOf(declarator.GetVariableInitializer()?.Value),
        _ => null,
    };

    private static bool IsWritten(IOperation reference) => reference.Parent switch
    {
        IAssignmentOperation assignment => assignment.Target == reference,
        IIncrementOrDecrementOperation => true,
        IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out,
        ITupleOperation => true,
        _ => false,
    };

    private void AddVariablesOf(IOperation function, IMethodSymbol symbol)
    {
        HashSet<ISymbol> variables = new(SymbolEqualityComparer.Default);
        List<(ISymbol Variable, IOperation Use)> uses = [];
        foreach (IOperation operation in function.Descendants())
        {
            if (VariableOf(operation) is { } variable && !IsWithin(variable, symbol))
            {
                variables.Add(variable);
                uses.Add((variable, operation));
                _shared.Add(variable);
                if (IsWritten(operation))
                {
                    _opaque.Add(variable);
                }
            }
        }

        _byFunction[function.Syntax] = variables;
        _uses[function.Syntax] = uses;
        if (uses.Count > 0 && IsStraight(function))
        {
            _straight.Add(function.Syntax);
        }
    }

    private static bool IsWithin(ISymbol variable, IMethodSymbol function)
    {
        for (ISymbol? container = variable.ContainingSymbol; container is IMethodSymbol; container = container.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(container, function))
            {
                return true;
            }
        }

        return false;
    }
}

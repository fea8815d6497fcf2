using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Who owns a lease that a method receives or returns: declared by attributes, or found out by following the method.</summary>
/// <remarks>
/// Attributes are recognized by name, in any namespace, as the compiler recognizes its own: those of IDisposableAnalyzers count too. A method is followed only
/// if no other implementation can take its place, and if it isn't public (what a public method does today is no promise) or the caller discards its lease. The
/// methods that it calls aren't followed in turn.
/// </remarks>
internal sealed class Ownership(Compilation compilation, TidepoolTypes types)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _given = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IParameterSymbol, bool> _givenOut = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IParameterSymbol, Passing> _passed = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the caller owns the lease that the method returns, directly or in a task.</summary>
    internal bool IsGiven(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod.OriginalDefinition;
        if (!types.IsHandle(call.Type) && !types.IsTaskOfHandle(call.Type))
        {
            return false;
        }

        bool? isSaid = IsSaidToGive(method);
        bool isFollowed = CanBeFollowed(method) && (!IsPublic(method) || call.Parent is IExpressionStatementOperation
            or ISimpleAssignmentOperation { Target: IDiscardOperation });
        return isSaid ?? (isFollowed && _given.GetOrAdd(method, FindOutIfGiven));
    }

    /// <summary>Whether the caller owns the lease that an <c>out</c> parameter receives.</summary>
    internal bool IsGiven(IParameterSymbol parameter) => parameter.RefKind == RefKind.Out && types.IsHandle(parameter.Type)
        && parameter.OriginalDefinition is { ContainingSymbol: IMethodSymbol method } definition
        && (SaidOf(definition, "GivesOwnershipAttribute", "KeepsOwnershipAttribute") is { } said ? said == "GivesOwnershipAttribute"
            : CanBeFollowed(method) && !IsPublic(method) && _givenOut.GetOrAdd(definition, FindOutIfGiven));

    /// <summary>What the method does with the lease that it receives in a parameter.</summary>
    internal Passing Of(IParameterSymbol? parameter)
    {
        if (parameter?.OriginalDefinition is not { ContainingSymbol: IMethodSymbol method } definition
            || !(types.IsHandle(definition.Type) || types.IsOwner(definition.Type))
            || definition.RefKind is RefKind.Ref or RefKind.Out)
        {
            return Passing.Unknown;
        }

        return SaidOf(definition, "TakesOwnershipAttribute", "KeepsOwnershipAttribute") is { } said
            ? said == "TakesOwnershipAttribute" ? Passing.Taken : Passing.Lent
            : CanBeFollowed(method) && !IsPublic(method) ? _passed.GetOrAdd(definition, FindOutWhatBecomesOf)
            : Passing.Unknown;
    }

    /// <summary>Whether the method is said to take a lease, and returns a flag, directly or in a task: only if that is true has it taken the lease.</summary>
    internal bool MayRefuse(IInvocationOperation call)
    {
        ITypeSymbol? answer = types.IsTask(call.Type) && call.Type is INamedTypeSymbol { TypeArguments: { Length: 1 } results } ? results[0] : call.Type;
        return answer?.SpecialType == SpecialType.System_Boolean
            && call.TargetMethod.OriginalDefinition.Parameters.Any(parameter =>
                (types.IsHandle(parameter.Type) || types.IsOwner(parameter.Type)) && SaidOf(parameter, "TakesOwnershipAttribute") is not null);
    }

    private static bool? IsSaidToGive(IMethodSymbol method) =>
        DeclarationsOf(method)
            .Select(static known => FirstOf(known.GetReturnTypeAttributes(), "GivesOwnershipAttribute", "KeepsOwnershipAttribute"))
            .FirstOrDefault(static said => said is not null) is { } said ? said == "GivesOwnershipAttribute" : null;

    /// <summary>Which of the attributes is on a parameter, or on the parameter that it overrides or implements.</summary>
    private static string? SaidOf(IParameterSymbol parameter, params string[] attributes) =>
        (parameter.ContainingSymbol is IMethodSymbol method ? DeclarationsOf(method) : [])
            .Where(known => known.Parameters.Length > parameter.Ordinal)
            .Select(known => FirstOf(known.Parameters[parameter.Ordinal].GetAttributes(), attributes))
            .FirstOrDefault(static said => said is not null);

    private static string? FirstOf(IEnumerable<AttributeData> attributes, params string[] names) =>
        attributes.Select(static attribute => attribute.AttributeClass?.Name).FirstOrDefault(name => Array.IndexOf(names, name) >= 0);

    /// <summary>A method and those that it overrides or implements, whose attributes apply to it too; the nearest first.</summary>
    private static IEnumerable<IMethodSymbol> DeclarationsOf(IMethodSymbol method)
    {
        for (IMethodSymbol? known = method; known is not null; known = known.OverriddenMethod)
        {
            yield return known;
            INamedTypeSymbol type = known.ContainingType;
            foreach (IMethodSymbol member in type.AllInterfaces.SelectMany(implemented => implemented.GetMembers(known.Name)).OfType<IMethodSymbol>())
            {
                if (SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), known))
                {
                    yield return member;
                }
            }
        }
    }

    private static bool CanBeFollowed(IMethodSymbol method) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false, DeclaringSyntaxReferences.Length: 1, MethodKind: MethodKind.Ordinary
            or MethodKind.LocalFunction or MethodKind.Constructor };

    private static bool IsPublic(IMethodSymbol method) =>
        method.MethodKind != MethodKind.LocalFunction
            && method.DeclaredAccessibility is not (Accessibility.Private or Accessibility.Internal or Accessibility.ProtectedAndInternal);

    private ControlFlowGraph? GraphOf(IMethodSymbol method)
    {
        SyntaxNode declaration = method.DeclaringSyntaxReferences[0].GetSyntax();
        IOperation? operation = compilation.GetSemanticModel(declaration.SyntaxTree).GetOperation(declaration);
        return operation switch
        {
            IMethodBodyOperation { Parent: null } body => ControlFlowGraph.Create(body),
            IConstructorBodyOperation { Parent: null } body => ControlFlowGraph.Create(body),
            ILocalFunctionOperation local => GraphOf(local, method),
            _ => null,
        };
    }

    private static ControlFlowGraph? GraphOf(ILocalFunctionOperation local, IMethodSymbol method)
    {
        IOperation outermost = local;
        Stack<IMethodSymbol> around = new();
        around.Push(method);
        while (outermost.Parent is { } parent)
        {
            outermost = parent;
            if (outermost is IAnonymousFunctionOperation)
            {
                return null;
            }

            if (outermost is ILocalFunctionOperation function)
            {
                around.Push(function.Symbol);
            }
        }

        ControlFlowGraph? graph = outermost switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body),
            _ => null,
        };
        return around.Aggregate(graph, static (outer, function) =>
            outer?.LocalFunctions.FirstOrDefault(known => SymbolEqualityComparer.Default.Equals(known, function)) is { } found
            ? outer.GetLocalFunctionControlFlowGraph(found) : null);
    }

    private bool FindOutIfGiven(IMethodSymbol method)
    {
        GivingListener listener = new();
        return GraphOf(method) is { } graph && Follow(graph, PathState.Start, listener) && listener.IsGiven;
    }

    private bool FindOutIfGiven(IParameterSymbol parameter)
    {
        OutListener listener = new(parameter);
        return GraphOf((IMethodSymbol)parameter.ContainingSymbol) is { } graph && Follow(graph, PathState.Start, listener, parameter) && listener.IsGiven;
    }

    private Passing FindOutWhatBecomesOf(IParameterSymbol parameter)
    {
        if (GraphOf((IMethodSymbol)parameter.ContainingSymbol) is not { } graph
            || graph.Blocks.Any(static block => block.Operations
            .Any(static operation => operation.Kind is OperationKind.YieldReturn or OperationKind.YieldBreak)))
        {
            return Passing.Unknown;
        }

        Rental rental = new(types.IsOwner(parameter.Type) ? RentalKind.Owner : RentalKind.Lease, graph.OriginalOperation.Syntax);
        PathState start = PathState.Start
            .With(new Slot(SlotKind.Local, parameter), new Value(ValueKind.Handle, rental))
            .With(rental, new LeaseState(LeaseStatus.Held, graph.OriginalOperation));
        PassingListener listener = new(rental);
        return Follow(graph, start, listener) ? listener.Outcome : Passing.Unknown;
    }

    private bool Follow(ControlFlowGraph graph, PathState start, FlowEvents listener, IParameterSymbol? followed = null) =>
        new FlowAnalysis(graph, types, listener, replaced: null, ownership: null, followed).Run(start, CancellationToken.None);

    /// <summary>Receives each value that a method returns.</summary>
    private sealed class GivingListener : SilentEvents
    {
        private bool _gives;
        private bool _givesOther;

        internal bool IsGiven => _gives && !_givesOther;

        internal override void Given(Value value, PathState state)
        {
            bool isOwned = value.Kind == ValueKind.Pending
                || (value.Handle is { Kind: RentalKind.Lease } rental && state[rental] is { Status: LeaseStatus.Held or LeaseStatus.Idle });
            _gives |= isOwned;
            _givesOther |= !isOwned && value.Kind != ValueKind.Default;
        }
    }

    /// <summary>Checks at each end of a method that its parameter holds a lease, unless the method returns false.</summary>
    private sealed class OutListener(IParameterSymbol parameter) : SilentEvents
    {
        private readonly bool _isAttempt = ((IMethodSymbol)parameter.ContainingSymbol).ReturnType.SpecialType == SpecialType.System_Boolean;
        private bool _gives;
        private bool _mayNotGive;

        internal bool IsGiven => _gives && !_mayNotGive;

        internal override void Given(Value value, PathState state)
        {
            if (_isAttempt && value.Boolean != false)
            {
                Hear(state, isKnown: value.Boolean is not null);
            }
        }

        internal override void Ended(PathState state)
        {
            if (!_isAttempt)
            {
                Hear(state, isKnown: true);
            }
        }

        private void Hear(PathState state, bool isKnown)
        {
            bool isOwned = isKnown && state[new Slot(SlotKind.Local, parameter)] is { Handle: { Kind: RentalKind.Lease } rental }
                && state[rental] is { Status: LeaseStatus.Held or LeaseStatus.Idle };
            _gives |= isOwned;
            _mayNotGive |= !isOwned;
        }
    }

    /// <summary>Records the status of a lease at each end of a method.</summary>
    private sealed class PassingListener(Rental rental) : SilentEvents
    {
        private readonly HashSet<LeaseStatus> _ends = [];

        internal Passing Outcome => _ends.Count != 1 ? Passing.Unknown : _ends.Single() switch
        {
            LeaseStatus.Returned => Passing.Taken,
            LeaseStatus.Held => Passing.Lent,
            _ => Passing.Unknown,
        };

        internal override void Ended(PathState state) => _ends.Add(state[rental]?.Status ?? LeaseStatus.Escaped);
    }
}

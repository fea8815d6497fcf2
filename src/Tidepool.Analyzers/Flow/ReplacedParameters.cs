using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Which methods replace an array that they receive by reference, and lose it: found out by following these methods too.</summary>
/// <remarks>Only methods in the same file: those of another file would need a second semantic model, which costs more than these calls are worth.</remarks>
internal sealed class ReplacedParameters(ControlFlowGraph graph, TidepoolTypes types)
{
    private readonly Dictionary<IParameterSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    internal bool Contain(IParameterSymbol? parameter)
    {
        if (parameter?.OriginalDefinition is not { RefKind: RefKind.Ref, Type: IArrayTypeSymbol,
            ContainingSymbol: IMethodSymbol { IsVirtual: false, IsAbstract: false, IsOverride: false } method } definition)
        {
            return false;
        }

        if (!_known.TryGetValue(definition, out bool isReplaced))
        {
            isReplaced = GraphOf(method) is { } body && IsReplaced(definition, body);
            _known.Add(definition, isReplaced);
        }

        return isReplaced;
    }

    private ControlFlowGraph? GraphOf(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            for (ControlFlowGraph? around = graph; around is not null; around = around.Parent)
            {
                if (around.LocalFunctions.Contains(method))
                {
                    return around.GetLocalFunctionControlFlowGraph(method);
                }
            }

            return null;
        }

        SyntaxTree file = graph.OriginalOperation.Syntax.SyntaxTree;
        return method.DeclaringSyntaxReferences is { Length: 1 } declarations
            && declarations[0].SyntaxTree == file
            && CompilerProofs.ModelOf(graph)?.GetOperation(declarations[0].GetSyntax()) is IMethodBodyOperation { Parent: null } body
                ? ControlFlowGraph.Create(body)
                : null;
    }

    private bool IsReplaced(IParameterSymbol parameter, ControlFlowGraph body)
    {
        Rental rental = new(RentalKind.Array, body.OriginalOperation.Syntax);
        PathState start = PathState.Start
            .With(new Slot(SlotKind.Local, parameter), new Value(ValueKind.Handle, rental))
            .With(rental, new LeaseState(LeaseStatus.Held, null));
        Listener listener = new(rental);
        return new FlowAnalysis(body, types, listener, replaced: null, ownership: null).Run(start, CancellationToken.None) && listener.IsReplaced;
    }

    private sealed class Listener(Rental array) : SilentEvents
    {
        internal bool IsReplaced { get; private set; }

        internal override void Replaced(Rental rental, IOperation by) => IsReplaced |= rental == array;
    }
}

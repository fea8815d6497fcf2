using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Tidepool.Analyzers.Symbols;

namespace Tidepool.Analyzers.Flow;

/// <summary>Follows all paths of one method, lambda or local function until it finds nothing new.</summary>
/// <remarks>
/// A worklist over pairs of a place and a state. A place is a block of the graph and, within a <c>finally</c>, where that continues.
/// Exceptions lead to handlers and through <c>finally</c>
/// from each operation that may throw, with the state of that moment.
/// </remarks>
internal sealed class FlowAnalysis
{
    /// <summary>Steps after which the analysis gives up, without a report. Methods of hand-written code take a few hundred.</summary>
    private const int MaxSteps = 20_000;

    private readonly ControlFlowGraph _graph;
    private readonly FlowEvents _events;
    private readonly Transfer _transfer;
    private readonly Questions _questions;
    private readonly CompilerProofs _proofs;
    private readonly Doubts _doubts;
    private readonly Dictionary<(BasicBlock Block, Pending? Pending), PathStates> _reached = [];
    private readonly Queue<(BasicBlock Block, Pending? Pending, PathState State)> _work = [];

    internal FlowAnalysis(ControlFlowGraph graph, TidepoolTypes types, FlowEvents events, Ownership ownership)
        : this(graph, types, events, new ReplacedParameters(graph, types), ownership)
    {
    }

    /// <summary>With <paramref name="replaced"/> and <paramref name="ownership"/> null, for a method that is followed for the sake of its caller; methods
    /// that it calls itself are not followed. Tells what a <paramref name="followed"/> parameter holds at the end.</summary>
    internal FlowAnalysis(ControlFlowGraph graph, TidepoolTypes types, FlowEvents events, ReplacedParameters? replaced, Ownership? ownership,
        IParameterSymbol? followed = null)
    {
        _graph = graph;
        _events = events;
        Temporaries temporaries = new(graph);
        Captures captures = new(graph.OriginalOperation);
        Conditions conditions = new(temporaries, captures);
        _questions = new Questions(graph, conditions);
        _proofs = new CompilerProofs(graph);
        _doubts = new Doubts(graph);
        _transfer = new Transfer(types, captures, temporaries, conditions, new Copies(captures, conditions), _questions, _proofs,
            events, replaced, ownership, followed);
    }

    /// <summary>Follows the paths and reports what it finds.</summary>
    /// <returns>False if it gave up: then its findings must not be reported.</returns>
    internal bool Run(CancellationToken cancellation) => Run(PathState.Start, cancellation);

    /// <summary>The same, for a method with more known at its start.</summary>
    internal bool Run(PathState start, CancellationToken cancellation)
    {
        Reach(_graph.Blocks[0], null, start);
        for (int steps = 0; _work.Count > 0; steps++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (steps == MaxSteps || _transfer.IsTooDeep)
            {
                return false;
            }

            (BasicBlock block, Pending? pending, PathState state) = _work.Dequeue();
            Follow(block, pending, state);
        }

        return !_transfer.IsTooDeep;
    }

    private void Reach(BasicBlock block, Pending? pending, PathState state)
    {
        if (!_reached.TryGetValue((block, pending), out PathStates states))
        {
            _reached.Add((block, pending), states = new PathStates());
        }

        if (states.Join(_doubts.Dispel(state, block).Keeping(condition => _questions.Follow(block, condition))) is not { } changed)
        {
            return;
        }

        if (block.Kind == BasicBlockKind.Exit)
        {
            _events.Ended(changed);
            Lifetimes.Exit(changed, _events, isThrown: false);
        }
        else
        {
            _work.Enqueue((block, pending, changed));
        }
    }

    private void Follow(BasicBlock block, Pending? pending, PathState state)
    {
        // A lease that hasn't reached its variable at that moment is lost, but by an exception that isn't thrown here.
        Action<PathState>? throwing = Regions.IsTried(block) ? thrown =>
            Throw(Lifetimes.Settle(Lifetimes.ForgetBegun(thrown), null), block.EnclosingRegion, pending, isThrown: false) : null;
        List<PathState> states = [state];
        foreach (IOperation operation in block.Operations)
        {
            List<PathState> after = [];
            foreach (PathState before in states)
            {
                AddAfter(block, operation, before, throwing, after);
            }

            states = after;
        }

        foreach (PathState last in states)
        {
            Branch(block, pending, last, throwing);
        }
    }

    private void AddAfter(BasicBlock block, IOperation operation, PathState before, Action<PathState>? throwing, List<PathState> states)
    {
        Choices choices = new();
        do
        {
            if (_transfer.Run(operation, before, choices, throwing).State is { } after)
            {
                PathState chosen = choices.AreMade ? _doubts.Raise(after, block, operation) : after;
                states.Add(Lifetimes.Settle(chosen, _events));
            }
        }
        while (choices.MoveNext());
    }

    private void Branch(BasicBlock block, Pending? pending, PathState state, Action<PathState>? throwing)
    {
        if (block.BranchValue is not { } value)
        {
            Take(block.FallThroughSuccessor, block, pending, state);
            return;
        }

        Choices choices = new();
        do
        {
            (PathState? after, Value outcome) = _transfer.Run(value, state, choices, throwing);
            if (after is null)
            {
                continue;
            }

            if (block.ConditionKind == ControlFlowConditionKind.None)
            {
                bool isResult = block.FallThroughSuccessor?.Semantics == ControlFlowBranchSemantics.Return;
                Take(block.FallThroughSuccessor, block, pending, isResult ? _transfer.GiveToCaller(after, value, outcome) : after);
                continue;
            }

            bool isTakenIf = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            bool? known = outcome.Boolean ?? (_proofs.IsOnlyCaseLeft(block) ? true : null);
            after = known is null || choices.AreMade ? _doubts.Raise(after, block, value) : after;
            if (known != !isTakenIf)
            {
                Take(block.ConditionalSuccessor, block, pending, _transfer.Assume(after, value, isTakenIf));
            }

            if (known != isTakenIf)
            {
                Take(block.FallThroughSuccessor, block, pending, _transfer.Assume(after, value, !isTakenIf));
            }
        }
        while (choices.MoveNext());
    }

    private void Take(ControlFlowBranch? branch, BasicBlock block, Pending? pending, PathState state)
    {
        switch (branch?.Semantics)
        {
            case ControlFlowBranchSemantics.Throw:
                bool isThrown = Regions.EndsWithThrow(block);
                Throw(Lifetimes.Settle(state, isThrown ? _events : null), block.EnclosingRegion, pending, isThrown);
                break;

            // A rethrown exception has passed through the method's code, but doesn't originate there.
            case ControlFlowBranchSemantics.Rethrow:
                Throw(Lifetimes.Settle(state, null), block.EnclosingRegion, pending, isThrown: false);
                break;
            case ControlFlowBranchSemantics.StructuredExceptionHandling when branch.Destination is null && Regions.EndsFinally(block) && pending is not null:
                Resume(pending, Lifetimes.Settle(state, _events));
                break;
            case ControlFlowBranchSemantics.Regular or ControlFlowBranchSemantics.Return or ControlFlowBranchSemantics.StructuredExceptionHandling:
                Arrive(branch, 0, pending, state);
                break;
        }
    }

    /// <summary>Follows a branch: through the <c>finally</c> blocks on its way that haven't been entered yet, then to its destination.</summary>
    private void Arrive(ControlFlowBranch branch, int entered, Pending? pending, PathState state)
    {
        if (branch.Destination is not { } destination)
        {
            return;
        }

        if (entered < branch.FinallyRegions.Length)
        {
            Pending after = new(branch, entered + 1, null, IsThrown: false, pending);
            Reach(_graph.Blocks[branch.FinallyRegions[entered].FirstBlockOrdinal], after, state);
            return;
        }

        PathState left = Lifetimes.End(state, branch.LeavingRegions.SelectMany(Regions.VariablesOf), _events, isThrown: false);

        // What can change unseen is assumed to stay as it is, but not from one iteration to the next of a loop that tests it: no such loop would end.
        Reach(destination, pending, destination.Ordinal <= branch.Source.Ordinal
            ? left.Keeping(condition => !condition.IsUnsteady || !_questions.AreAskedInLoop(branch, condition)) : left);
    }

    private void Resume(Pending pending, PathState state)
    {
        if (pending.Branch is { } branch)
        {
            Arrive(branch, pending.Next, pending.Outer, state);
        }
        else
        {
            Throw(state, pending.From, pending.Outer, pending.IsThrown);
        }
    }

    /// <summary>Follows an exception outwards from a region, to the handlers that may catch it and through the <c>finally</c> on its way.</summary>
    private void Throw(PathState state, ControlFlowRegion? from, Pending? pending, bool isThrown)
    {
        foreach (ControlFlowRegion region in Regions.Outwards(from))
        {
            if (region.Kind == ControlFlowRegionKind.Finally)
            {
                pending = pending?.Outer;
            }
            else if (Regions.FinallyOf(region) is { } last)
            {
                Pending after = new(null, 0, region.EnclosingRegion!.EnclosingRegion, isThrown, pending);
                Reach(_graph.Blocks[last.FirstBlockOrdinal], after, state);
                return;
            }

            foreach (ControlFlowRegion handler in Regions.HandlersOf(region))
            {
                PathState left = Lifetimes.End(state, Regions.AllVariablesOf(region), isThrown ? _events : null, isThrown: true);
                Reach(_graph.Blocks[handler.FirstBlockOrdinal], pending, left);
                if (Regions.CatchesAll(handler))
                {
                    return;
                }
            }
        }

        if (isThrown)
        {
            Lifetimes.Exit(state, _events, isThrown: true);
        }
    }
}

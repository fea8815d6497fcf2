using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>What happened in a loop, and a test after the loop: how often a loop has run isn't known, and the test may depend on it.</summary>
/// <remarks>With <c>foreach (int size in sizes) { lease = pool.Rent(size); break; }</c>, whoever writes <c>if (sizes.Count > 0) lease.Return();</c> returns the
/// lease whenever there is one.</remarks>
internal sealed class Doubts(ControlFlowGraph graph)
{
    private readonly Dictionary<IOperation, BasicBlock?> _blocks = [];
    private readonly Dictionary<(BasicBlock? From, BasicBlock? Without, bool IsForward), HashSet<BasicBlock>> _reachable = [];

    /// <summary>After a test whose outcome isn't known, both outcomes are doubtful for each rental that a loop before it has rented or returned.</summary>
    internal PathState Raise(PathState state, BasicBlock block, IOperation test)
    {
        PathState doubted = state;
        foreach (KeyValuePair<Rental, LeaseState> rental in state.Rentals)
        {
            if (rental.Value is { Status: LeaseStatus.Held or LeaseStatus.Returned, By: { } by, Doubt: var doubt }
                && doubt?.IsOf(block) != true && IsInLoopBefore(by, test) && CanReachWithout(by, block))
            {
                doubted = doubted.With(rental.Key, rental.Value with { Doubt = new Doubt(block, doubt) });
            }
        }

        return doubted;
    }

    /// <summary>At a block that is reached whatever the outcome of a test, what happens to a returned rental doesn't depend on the test.</summary>
    internal PathState Dispel(PathState state, BasicBlock block)
    {
        PathState left = state;
        foreach (KeyValuePair<Rental, LeaseState> rental in state.Rentals)
        {
            if (rental.Value is { Status: LeaseStatus.Returned, Doubt: { } doubt })
            {
                left = left.With(rental.Key, rental.Value with { Doubt = Doubt.Keeping(doubt, test => !IsReachedAnyway(block, test)) });
            }
        }

        return left;
    }

    private static bool IsInLoopBefore(IOperation by, IOperation test) => by.Syntax.Ancestors().Any(node =>
        node is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax
        && node.Span.End <= test.Syntax.SpanStart);

    /// <summary>Whether a path leads to the test on which the operation isn't executed.</summary>
    private bool CanReachWithout(IOperation by, BasicBlock test) =>
        Regions.Outwards(test.EnclosingRegion).Any(static region => region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter
            or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally)
        || ReachableFrom(graph.Blocks[0], BlockOf(by), isForward: false).Contains(test);

    private bool IsReachedAnyway(BasicBlock block, BasicBlock test) =>
        ReachableFrom(test.FallThroughSuccessor?.Destination, without: null, isForward: true).Contains(block)
        && ReachableFrom(test.ConditionalSuccessor?.Destination, without: null, isForward: true).Contains(block);

    private BasicBlock? BlockOf(IOperation by)
    {
        if (!_blocks.TryGetValue(by, out BasicBlock? block))
        {
            block = graph.Blocks.FirstOrDefault(known => (known.BranchValue is { } value ? known.Operations.Add(value) : known.Operations)
                .Any(operation => operation.DescendantsAndSelf().Contains(by)));
            _blocks.Add(by, block);
        }

        return block;
    }

    /// <summary>Where a block continues: a loop that tests a constant has one way only.</summary>
    private static IEnumerable<ControlFlowBranch?> SuccessorsOf(BasicBlock block)
    {
        bool? isConditional = block.BranchValue?.ConstantValue.Value is bool constant && block.ConditionKind != ControlFlowConditionKind.None
            ? constant == (block.ConditionKind == ControlFlowConditionKind.WhenTrue) : null;
        if (isConditional != true)
        {
            yield return block.FallThroughSuccessor;
        }

        if (isConditional != false)
        {
            yield return block.ConditionalSuccessor;
        }
    }

    /// <summary>The blocks that a block can lead to other than by an exception, and itself.</summary>
    private HashSet<BasicBlock> ReachableFrom(BasicBlock? from, BasicBlock? without, bool isForward)
    {
        if (_reachable.TryGetValue((from, without, isForward), out HashSet<BasicBlock> reachable))
        {
            return reachable;
        }

        _reachable.Add((from, without, isForward), reachable = []);
        Stack<BasicBlock?> work = new([from]);
        while (work.Count > 0)
        {
            if (work.Pop() is not { } block || block == without || !reachable.Add(block))
            {
                continue;
            }

            foreach (ControlFlowBranch? branch in SuccessorsOf(block))
            {
                if (branch?.Destination is { } destination && (!isForward || destination.Ordinal > block.Ordinal))
                {
                    work.Push(destination);
                }

                foreach (ControlFlowRegion region in branch?.FinallyRegions ?? [])
                {
                    work.Push(graph.Blocks[region.FirstBlockOrdinal]);
                }
            }
        }

        return reachable;
    }
}

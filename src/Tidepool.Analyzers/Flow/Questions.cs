using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>Which conditions a method tests where: facts that are never tested again don't have to keep paths apart.</summary>
internal sealed class Questions
{
    /// <summary>The blocks that test each condition, in order.</summary>
    private readonly Dictionary<Condition, List<int>> _conditions = [];

    /// <summary>The blocks that compare each subject with a constant, in order.</summary>
    private readonly Dictionary<string, List<int>> _subjects = [];

    /// <summary>The first block that may run after each block: the block itself, or the beginning of a loop around it.</summary>
    private readonly int[] _next;

    internal Questions(ControlFlowGraph graph, Conditions conditions)
    {
        _next = [.. graph.Blocks.Select(static block => block.Ordinal)];
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.BranchValue is { } value ? block.Operations.Add(value) : block.Operations)
            {
                Collect(operation, block.Ordinal, conditions);
            }
        }

        List<(int Head, int End)> loops = [.. graph.Blocks.SelectMany(static block => LoopsOf(block.FallThroughSuccessor)
            .Concat(LoopsOf(block.ConditionalSuccessor)))];
        bool isWidened;
        do
        {
            isWidened = false;
            foreach ((int head, int end) in loops)
            {
                isWidened |= Widen(head, end);
            }
        }
        while (isWidened);
    }

    /// <summary>Whether the condition is tested in more than one place.</summary>
    internal bool AreRepeated(Condition condition) => _conditions.TryGetValue(condition, out List<int> places) && places.Count > 1;

    /// <summary>Whether the value is compared with constants anywhere.</summary>
    internal bool AreOf(string subject) => _subjects.ContainsKey(subject);

    /// <summary>Whether the condition, or another one with the same subject, may be tested in the block or after it.</summary>
    internal bool Follow(BasicBlock block, Condition condition) => AreAsked(condition, _next[block.Ordinal], int.MaxValue);

    /// <summary>Whether a loop whose next iteration the branch begins tests the condition, or another one with the same subject.</summary>
    internal bool AreAskedInLoop(ControlFlowBranch branch, Condition condition) =>
        LoopsOf(branch).Any(loop => AreAsked(condition, loop.Head, loop.End));

    private bool AreAsked(Condition condition, int first, int last) =>
        (_conditions.TryGetValue(condition, out List<int> places) && IsAnyWithin(places, first, last))
        || (condition.Subject is { } subject && _subjects.TryGetValue(subject, out List<int> others) && IsAnyWithin(others, first, last))
        || condition.Parts.Any(part => AreAsked(part.Condition, first, last));

    private static bool IsAnyWithin(List<int> places, int first, int last)
    {
        int place = places.BinarySearch(first);
        place = place < 0 ? ~place : place;
        return place < places.Count && places[place] <= last;
    }

    private static IEnumerable<(int Head, int End)> LoopsOf(ControlFlowBranch? branch)
    {
        if (branch?.Destination is { } destination)
        {
            int end = branch.FinallyRegions.Aggregate(branch.Source.Ordinal, static (last, region) => Math.Max(last, region.LastBlockOrdinal));
            if (destination.Ordinal <= end)
            {
                yield return (destination.Ordinal, end);
            }
        }
    }

    /// <summary>After any block of a loop, the loop's head may run.</summary>
    private bool Widen(int head, int end)
    {
        bool isWidened = false;
        for (int block = head; block <= end; block++)
        {
            isWidened |= _next[block] > _next[head];
            _next[block] = Math.Min(_next[block], _next[head]);
        }

        return isWidened;
    }

    private void Collect(IOperation operation, int block, Conditions conditions)
    {
        foreach (IOperation asked in operation.DescendantsAndSelf())
        {
            // A test of the temporary or variable that gets the value is a test of the value.
            IOperation? given = asked switch
            {
                IFlowCaptureOperation capture => capture.Value,
                ISimpleAssignmentOperation { Value: ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation } assignment =>
                    assignment.Value,
                _ => null,
            };
            if (given is not null && conditions.WordsFor(given) is var (text, _))
            {
                AddTo(_subjects, text, block);
            }

            if (asked is ILocalReferenceOperation { Local: { Type.SpecialType: SpecialType.System_Boolean } flag })
            {
                // Its value may be known by its own name alone, even if it is another name for something.
                Add(Condition.Of(new Slot(SlotKind.Local, flag)), block);
            }

            if (asked is IFlowCaptureReferenceOperation temporary)
            {
                Add(Condition.Of(new Slot(SlotKind.Local, temporary.Id)), block);
                AddTo(_subjects, conditions.WordsFor(temporary.Id).Text, block);
            }

            if (asked.Type?.SpecialType == SpecialType.System_Boolean && conditions.Of(asked) is var (condition, _))
            {
                Add(condition, block);
            }
        }
    }

    private void Add(Condition condition, int block)
    {
        AddTo(_conditions, condition, block);
        if (condition.Subject is { } subject)
        {
            AddTo(_subjects, subject, block);
        }

        foreach ((Condition part, _) in condition.Parts)
        {
            Add(part, block);
        }
    }

    private static void AddTo<TKey>(Dictionary<TKey, List<int>> places, TKey key, int block)
        where TKey : notnull
    {
        if (!places.TryGetValue(key, out List<int> known))
        {
            places.Add(key, known = []);
        }

        known.Add(block);
    }
}

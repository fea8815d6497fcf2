using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Tidepool.Analyzers.Flow;

/// <summary>What a method asks where: what is known but never asked again need not keep paths apart.</summary>
internal sealed class Questions
{
    private readonly Dictionary<Condition, (int Times, int Last)> _conditions = [];

    /// <summary>The last block that compares something with a constant.</summary>
    private readonly Dictionary<string, int> _subjects = [];

    /// <summary>The first block that may come after each one: itself, or the beginning of a loop around it.</summary>
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

    /// <summary>Whether more than one place asks this.</summary>
    internal bool AreRepeated(Condition condition) => _conditions.TryGetValue(condition, out (int Times, int Last) asked) && asked.Times > 1;

    /// <summary>Whether the value is compared with constants anywhere.</summary>
    internal bool AreOf(string subject) => _subjects.ContainsKey(subject);

    /// <summary>Whether the condition, or another one of the same subject, may be asked in the block or after it.</summary>
    internal bool Follow(BasicBlock block, Condition condition) =>
        (_conditions.TryGetValue(condition, out (int Times, int Last) asked) && asked.Last >= _next[block.Ordinal])
        || (condition.Subject is { } subject && _subjects.TryGetValue(subject, out int last) && last >= _next[block.Ordinal])
        || condition.Parts.Any(part => Follow(block, part.Condition));

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

    /// <summary>From any block of a loop its head may come next.</summary>
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
            if (asked is IFlowCaptureOperation { Value: var captured } && conditions.WordsFor(captured) is var (text, _))
            {
                // Whoever asks for the temporary asks for this.
                _subjects[text] = block;
            }

            if (asked is IFlowCaptureReferenceOperation temporary)
            {
                Add(Condition.Of(new Slot(SlotKind.Local, temporary.Id)), block);
                _subjects[conditions.WordsFor(temporary.Id).Text] = block;
            }

            if (asked.Type?.SpecialType == SpecialType.System_Boolean && conditions.Of(asked) is var (condition, _))
            {
                Add(condition, block);
            }
        }
    }

    private void Add(Condition condition, int block)
    {
        int times = _conditions.TryGetValue(condition, out (int Times, int Last) before) ? before.Times : 0;
        _conditions[condition] = (times + 1, block);
        if (condition.Subject is { } subject)
        {
            _subjects[subject] = block;
        }

        foreach ((Condition part, _) in condition.Parts)
        {
            Add(part, block);
        }
    }
}

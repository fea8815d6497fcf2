namespace Tidepool.Tests.ModelChecking;

/// <summary>One state: the memory that all see, and of each actor its next step, its locals and the stores that nobody else sees yet.</summary>
/// <remarks>
/// Stores wait in their actor's buffer and reach memory at any later time: a release store in the order in which they were made, a plain one also
/// before earlier plain ones to other cells, as weakly ordered processors do it. An interlocked operation or a fence empties the buffer of its
/// actor, a process-wide barrier those of all. Loads are not reordered with each other: the real ones are acquiring.
/// </remarks>
internal sealed class World
{
    private readonly int[] _memory;
    private readonly Actor[] _actors;

    /// <param name="cells">The size of the memory, which is zero at the start.</param>
    /// <param name="locals">The number of locals of each actor, zero too.</param>
    /// <param name="actors">The first step of each.</param>
    internal World(int cells, int locals, params IEnumerable<Step> actors)
    {
        _memory = new int[cells];
        _actors = [.. actors.Select(first => new Actor(first, new int[locals], []))];
    }

    private World(World other)
    {
        _memory = [.. other._memory];
        _actors = [.. other._actors.Select(static actor => new Actor(actor.Next, [.. actor.Locals], [.. actor.Pending]))];
    }

    /// <summary>How many actors there are.</summary>
    internal int Actors => _actors.Length;

    /// <summary>A cell as memory has it.</summary>
    internal int this[int cell]
    {
        get => _memory[cell];
        set => _memory[cell] = value;
    }

    internal int LocalOf(int actor, int local) => _actors[actor].Locals[local];

    internal void SetLocalOf(int actor, int local, int value) => _actors[actor].Locals[local] = value;

    internal bool HasEnded(int actor) => _actors[actor].Next is null;

    /// <summary>Equal for equal states.</summary>
    internal string Key()
    {
        List<char> key = [];
        foreach (int value in _memory)
        {
            key.Add((char)(value + 1));
        }

        foreach (Actor actor in _actors)
        {
            key.Add((char)(actor.Next?.Number ?? 0));
            foreach (int local in actor.Locals)
            {
                key.Add((char)(local + 1));
            }

            key.Add((char)actor.Pending.Count);
            foreach (PendingStore store in actor.Pending)
            {
                key.Add((char)(store.Cell + (store.IsRelease ? 0x100 : 0)));
                key.Add((char)(store.Value + 1));
            }
        }

        return new string([.. key]);
    }

    /// <summary>Every state that one move leads to: a step of an actor that need not wait, or a store that reaches memory.</summary>
    internal List<(World World, string Move)> Successors()
    {
        List<(World, string)> successors = [];
        for (int actor = 0; actor < _actors.Length; actor++)
        {
            for (int index = 0; index < _actors[actor].Pending.Count; index++)
            {
                if (CanReachMemory(_actors[actor].Pending, index))
                {
                    World next = new(this);
                    PendingStore store = next._actors[actor].Pending[index];
                    next._actors[actor].Pending.RemoveAt(index);
                    next._memory[store.Cell] = store.Value;
                    successors.Add((next, $"{actor}: its store of {store.Value} to cell {store.Cell} reaches memory"));
                }
            }

            if (_actors[actor].Next is { } step)
            {
                AddSuccessors(actor, step, successors);
            }
        }

        return successors;
    }

    private void AddSuccessors(int actor, Step step, List<(World World, string Move)> successors)
    {
        int alternatives = 1;
        for (int choice = 0; choice < alternatives; choice++)
        {
            World next = new(this);
            Turn turn = new(next, actor, choice);
            Step? following = step.Run(turn);
            alternatives = turn.Alternatives;
            if (!turn.HasToWait)
            {
                next._actors[actor] = next._actors[actor] with { Next = following };
                successors.Add((next, alternatives == 1 ? $"{actor}: {step.Name}" : $"{actor}: {step.Name}, choice {choice}"));
            }
        }
    }

    internal int Read(int actor, int cell)
    {
        int own = _actors[actor].Pending.FindLastIndex(store => store.Cell == cell);
        return own >= 0 ? _actors[actor].Pending[own].Value : _memory[cell];
    }

    internal void Write(int actor, int cell, int value, bool isRelease) => _actors[actor].Pending.Add(new PendingStore(cell, value, isRelease));

    /// <summary>All stores of the actor reach memory.</summary>
    internal void Fence(int actor)
    {
        foreach (PendingStore store in _actors[actor].Pending)
        {
            _memory[store.Cell] = store.Value;
        }

        _actors[actor].Pending.Clear();
    }

    private static bool CanReachMemory(List<PendingStore> pending, int index)
    {
        for (int earlier = 0; earlier < index; earlier++)
        {
            if (pending[index].IsRelease || pending[earlier].Cell == pending[index].Cell)
            {
                return false;
            }
        }

        return true;
    }

    private readonly record struct PendingStore(int Cell, int Value, bool IsRelease);

    private sealed record Actor(Step? Next, int[] Locals, List<PendingStore> Pending);
}

namespace Tidepool.Tests.ModelChecking;

/// <summary>One state: the shared memory, and for each actor its position and the stores that no other actor sees yet.</summary>
/// <remarks>
/// Stores wait in their actor's buffer and reach memory at any later time: a release store after all earlier stores, a plain store possibly also
/// before earlier plain stores to other cells, as on weakly ordered processors. An interlocked operation or a fence empties the buffer of its
/// actor, a process-wide barrier the buffers of all actors. Loads are not reordered with each other.
/// </remarks>
internal sealed class World
{
    private readonly int[] _memory;
    private readonly Actor[] _actors;

    internal World(int cells, IEnumerable<Actor> actors)
    {
        _memory = new int[cells];
        _actors = [.. actors];
    }

    private World(World other)
    {
        _memory = [.. other._memory];
        _actors = [.. other._actors];
    }

    internal int Actors => _actors.Length;

    /// <summary>Whether every actor has reached its end.</summary>
    internal bool HasEnded => Array.TrueForAll(_actors, static actor => actor.Frames.Length == 0);

    /// <summary>The value of a cell in memory.</summary>
    internal int this[int cell]
    {
        get => _memory[cell];
        set => _memory[cell] = value;
    }

    internal Actor ActorAt(int actor) => _actors[actor];

    internal void SetActor(int actor, Actor value) => _actors[actor] = value;

    internal World Copy() => new(this);

    /// <summary>A text that is equal for equal states. It lasts until the writer is used again.</summary>
    internal ReadOnlySpan<char> Key(KeyWriter key)
    {
        key.Clear();
        foreach (int value in _memory)
        {
            key.Add(value);
        }

        foreach (Actor actor in _actors)
        {
            key.Add(actor.Pending.Length);
            foreach (PendingStore store in actor.Pending)
            {
                key.Add(store.IsRelease ? ~store.Cell : store.Cell);
                key.Add(store.Value);
            }

            key.Add(actor.Frames.Length);
            foreach (IEnumerator<object> frame in actor.Frames)
            {
                Frame.AddKey(frame, key);
            }
        }

        return key.Written;
    }

    internal int Read(int actor, int cell)
    {
        PendingStore[] pending = _actors[actor].Pending;
        int own = Array.FindLastIndex(pending, store => store.Cell == cell);
        return own >= 0 ? pending[own].Value : _memory[cell];
    }

    internal void Write(int actor, PendingStore store) => _actors[actor] = _actors[actor] with { Pending = [.. _actors[actor].Pending, store] };

    /// <summary>Lets all stores of the actor reach memory.</summary>
    internal void Fence(int actor)
    {
        foreach (PendingStore store in _actors[actor].Pending)
        {
            _memory[store.Cell] = store.Value;
        }

        _actors[actor] = _actors[actor] with { Pending = [] };
    }

    /// <summary>Every state in which one more store has reached memory.</summary>
    internal IEnumerable<(World World, Move Move)> AfterAStore()
    {
        for (int actor = 0; actor < _actors.Length; actor++)
        {
            PendingStore[] pending = _actors[actor].Pending;
            for (int index = 0; index < pending.Length; index++)
            {
                if (CanReachMemory(pending, index))
                {
                    World next = new(this);
                    next._memory[pending[index].Cell] = pending[index].Value;
                    next._actors[actor] = _actors[actor] with { Pending = [.. pending[..index], .. pending[(index + 1)..]] };
                    yield return (next, new Move(actor, pending[index], null));
                }
            }
        }
    }

    private static bool CanReachMemory(PendingStore[] pending, int index)
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
}

/// <summary>A store that only its actor sees yet.</summary>
internal sealed record PendingStore(int Cell, int Value, bool IsRelease)
{
    public override string ToString() => $"  its store of {Value} to cell {Cell} reaches memory";
}

/// <summary>The transition from a state to the next, for traces.</summary>
internal readonly record struct Move(int Actor, object What, int? Choice)
{
    public override string ToString() => Choice is null ? $"{Actor}: {What}" : $"{Actor}: {What}, choice {Choice}";
}

/// <summary>An actor's progress: the methods it is in, the innermost last, and the stores that only it sees. Immutable.</summary>
internal sealed record Actor(IEnumerator<object>[] Frames, PendingStore[] Pending);

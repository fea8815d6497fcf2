namespace Tidepool.Tests.ModelChecking;

/// <summary>A few actors, and what each does. They are written as iterators: at each string that one yields, others may come between.</summary>
/// <remarks>
/// What an actor does from one <c>yield return "…"</c> to the next is one step, with one access to what others read or write; a store, which waits in a buffer
/// anyway, may come with the access before it, unless somebody's process-wide barrier might come between. <c>yield return Method()</c> calls another iterator,
/// which hands over what it found by <see cref="Return"/>. Their locals are numbers and bools, for these are part of the state. All else is in the memory.
/// </remarks>
internal abstract class Model
{
    /// <summary>What the call that has just ended gave. Taken within the same step, so it is no part of the state.</summary>
    private int _result;

    private World _world = null!;
    private int _actor;
    private int _choice;
    private int _alternatives;
    private bool _hasToWait;

    /// <summary>Says what is wrong with a state, or null.</summary>
    internal abstract string? Check(World world);

    /// <summary>The same for states in which nobody can go on.</summary>
    internal abstract string? CheckEnd(World end);

    /// <summary>Where all begins.</summary>
    internal World Start()
    {
        (int cells, IEnumerator<object>[] actors) = Begin();
        _world = new World(cells, actors.Select(static actor => new Actor([actor], [])));
        SetUp(_world);
        for (_actor = 0; _actor < actors.Length; _actor++)
        {
            Run();
        }

        return _world;
    }

    /// <summary>Every state that one move leads to: a step of an actor that need not wait, or a store that reaches memory.</summary>
    internal List<(World World, Move Move)> Successors(World world)
    {
        List<(World, Move)> successors = [.. world.AfterAStore()];
        for (_actor = 0; _actor < world.Actors; _actor++)
        {
            Actor actor = world.ActorAt(_actor);
            _alternatives = actor.Frames.Length > 0 ? 1 : 0;
            for (_choice = 0; _choice < _alternatives; _choice++)
            {
                _world = world.Copy();
                _hasToWait = false;
                Run();
                if (!_hasToWait)
                {
                    successors.Add((_world, new Move(_actor, actor.Frames[^1].Current, _alternatives > 1 ? _choice : null)));
                }
            }
        }

        return successors;
    }

    /// <summary>The size of the memory, which is zero at first, and the actors.</summary>
    private protected abstract (int Cells, IEnumerator<object>[] Actors) Begin();

    private protected abstract void SetUp(World start);

    private protected int Actor => _actor;

    private protected int Read(int cell) => _world.Read(_actor, cell);

    /// <summary>A plain store.</summary>
    private protected void Write(int cell, int value) => _world.Write(_actor, new PendingStore(cell, value, IsRelease: false));

    /// <summary>A store that reaches memory after all earlier ones of this actor.</summary>
    private protected void WriteRelease(int cell, int value) => _world.Write(_actor, new PendingStore(cell, value, IsRelease: true));

    /// <summary>Changes what only the checks look at, and only they need to know at once.</summary>
    private protected void Note(int cell, int change) => _world[cell] += change;

    /// <returns>What the cell had.</returns>
    private protected int CompareExchange(int cell, int value, int expected)
    {
        _world.Fence(_actor);
        int seen = _world[cell];
        if (seen == expected)
        {
            _world[cell] = value;
        }

        return seen;
    }

    /// <returns>What the cell has now.</returns>
    private protected int Add(int cell, int change)
    {
        _world.Fence(_actor);
        return _world[cell] += change;
    }

    private protected void Exchange(int cell, int value)
    {
        _world.Fence(_actor);
        _world[cell] = value;
    }

    private protected void Fence() => _world.Fence(_actor);

    private protected void ProcessWideBarrier()
    {
        for (int other = 0; other < _world.Actors; other++)
        {
            _world.Fence(other);
        }
    }

    /// <summary>Enters a lock that is free; else the step can't happen now.</summary>
    private protected void Enter(int gate) => _hasToWait |= CompareExchange(gate, _actor + 1, 0) != 0;

    private protected void Exit(int gate) => Assert.Equal(_actor + 1, CompareExchange(gate, 0, _actor + 1));

    /// <summary>The step can't happen before the condition holds.</summary>
    private protected void WaitUntil(bool condition) => _hasToWait |= !condition;

    /// <summary>Any of so many numbers, from 0: each is explored. Once in a step.</summary>
    private protected int Choose(int alternatives)
    {
        _alternatives = alternatives;
        return _choice;
    }

    private protected void Return(int result) => _result = result;

    /// <summary>What the call that has just ended gave.</summary>
    private protected int TakeResult()
    {
        int result = _result;
        _result = 0;
        return result;
    }

    /// <summary>Goes on to where others may come between. Frames of other worlds stay as they are.</summary>
    private void Run()
    {
        _result = 0;
        IEnumerator<object>[] before = _world.ActorAt(_actor).Frames;
        List<IEnumerator<object>> frames = [.. before];
        int copied = before.Length;
        while (frames.Count > 0)
        {
            int top = frames.Count - 1;
            if (top < copied)
            {
                frames[top] = Frame.Copy(frames[top]);
                copied = top;
            }

            if (!frames[top].MoveNext())
            {
                frames.RemoveAt(top);
            }
            else if (frames[top].Current is IEnumerator<object> callee)
            {
                frames.Add(callee);
                _result = 0;
            }
            else
            {
                break;
            }
        }

        _world.SetActor(_actor, _world.ActorAt(_actor) with { Frames = [.. frames] });
    }
}

namespace Tidepool.Tests.ModelChecking;

/// <summary>A few actors and their code. Each is written as an iterator: at each string that it yields, other actors may run.</summary>
/// <remarks>
/// The code from one <c>yield return "…"</c> to the next is one step, with one access to shared memory; a store, which waits in a buffer anyway, may share
/// a step with the access before it, unless another actor's process-wide barrier might come between. <c>yield return Method()</c> calls another iterator,
/// which passes its result to <see cref="Return"/>. Locals are numbers and bools, because they are part of the state. Everything else is in the memory.
/// </remarks>
internal abstract class Model
{
    /// <summary>The result of the call that has just ended. Taken within the same step, so it isn't part of the state.</summary>
    private int _result;

    private World _world = null!;
    private int _actor;
    private int _choice;
    private int _alternatives;
    private bool _hasToWait;

    /// <summary>Returns what is wrong with a state, or null.</summary>
    internal abstract string? Check(World world);

    /// <summary>The same for states in which no actor can continue.</summary>
    internal abstract string? CheckEnd(World end);

    /// <summary>The initial state.</summary>
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

    /// <summary>Every state that one move leads to: a step of an actor that doesn't have to wait, or a store that reaches memory.</summary>
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

    /// <summary>The size of the memory, which is initially zero, and the actors.</summary>
    private protected abstract (int Cells, IEnumerator<object>[] Actors) Begin();

    private protected abstract void SetUp(World start);

    private protected int Actor => _actor;

    private protected int Read(int cell) => _world.Read(_actor, cell);

    /// <summary>A plain store.</summary>
    private protected void Write(int cell, int value) => _world.Write(_actor, new PendingStore(cell, value, IsRelease: false));

    /// <summary>A store that reaches memory after all earlier ones of this actor.</summary>
    private protected void WriteRelease(int cell, int value) => _world.Write(_actor, new PendingStore(cell, value, IsRelease: true));

    /// <summary>Changes, with immediate effect, a cell that only the checks read.</summary>
    private protected void Note(int cell, int change) => _world[cell] += change;

    /// <returns>The cell's previous value.</returns>
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

    /// <returns>The cell's new value.</returns>
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

    /// <summary>Enters a lock if it is free; otherwise the step can't happen now.</summary>
    private protected void Enter(int gate) => _hasToWait |= CompareExchange(gate, _actor + 1, 0) != 0;

    private protected void Exit(int gate) => Assert.Equal(_actor + 1, CompareExchange(gate, 0, _actor + 1));

    /// <summary>Prevents the step until the condition holds.</summary>
    private protected void WaitUntil(bool condition) => _hasToWait |= !condition;

    /// <summary>Any number below <paramref name="alternatives"/>, from 0: each is explored. Call at most once in a step.</summary>
    private protected int Choose(int alternatives)
    {
        _alternatives = alternatives;
        return _choice;
    }

    private protected void Return(int result) => _result = result;

    /// <summary>The result of the call that has just ended.</summary>
    private protected int TakeResult()
    {
        int result = _result;
        _result = 0;
        return result;
    }

    /// <summary>Runs the actor up to the next point where others may run. Frames of other worlds stay unchanged.</summary>
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

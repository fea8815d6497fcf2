namespace Tidepool.Tests.ModelChecking;

/// <summary>What a step may do.</summary>
/// <param name="world">The state that the step changes.</param>
/// <param name="actor">Whose step it is.</param>
/// <param name="choice">Which alternative <see cref="Choose"/> takes this time.</param>
internal sealed class Turn(World world, int actor, int choice)
{
    private const int Free = 0;

    /// <summary>How many ways the step can go.</summary>
    internal int Alternatives { get; private set; } = 1;

    /// <summary>The step can't happen now.</summary>
    internal bool HasToWait { get; private set; }

    /// <summary>The actor's own variables.</summary>
    internal int this[int local]
    {
        get => world.LocalOf(actor, local);
        set => world.SetLocalOf(actor, local, value);
    }

    internal int Read(int cell) => world.Read(actor, cell);

    /// <summary>A plain store.</summary>
    internal void Write(int cell, int value) => world.Write(actor, cell, value, isRelease: false);

    /// <summary>A store that reaches memory after all earlier ones of this actor.</summary>
    internal void WriteRelease(int cell, int value) => world.Write(actor, cell, value, isRelease: true);

    internal bool CompareExchange(int cell, int value, int expected)
    {
        world.Fence(actor);
        if (world[cell] != expected)
        {
            return false;
        }

        world[cell] = value;
        return true;
    }

    internal void Exchange(int cell, int value)
    {
        world.Fence(actor);
        world[cell] = value;
    }

    internal void ProcessWideBarrier()
    {
        for (int other = 0; other < world.Actors; other++)
        {
            world.Fence(other);
        }
    }

    /// <summary>Enters a lock that is free; else the step has to wait.</summary>
    internal void Enter(int gate)
    {
        if (!CompareExchange(gate, actor + 1, Free))
        {
            HasToWait = true;
        }
    }

    internal void Exit(int gate)
    {
        if (!CompareExchange(gate, Free, actor + 1))
        {
            throw new InvalidOperationException("Only who is within a lock can leave it.");
        }
    }

    /// <summary>Waits until the condition holds.</summary>
    internal void WaitUntil(bool condition) => HasToWait |= !condition;

    /// <summary>Any of so many numbers, from 0: each is explored. Once in a step.</summary>
    internal int Choose(int alternatives)
    {
        Alternatives = alternatives;
        return choice;
    }
}

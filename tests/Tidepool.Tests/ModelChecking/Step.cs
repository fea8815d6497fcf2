namespace Tidepool.Tests.ModelChecking;

/// <summary>What an actor does without interruption: at most one access to memory that others may see, then which step comes next.</summary>
/// <param name="name">For traces.</param>
/// <param name="run">Gives the next step, or null at the end of the actor's life.</param>
internal sealed class Step(string name, Func<Turn, Step?> run)
{
    private static int s_last;

    internal string Name { get; } = name;

    /// <summary>Tells steps apart in a <see cref="World.Key"/>. Never 0.</summary>
    internal int Number { get; } = Interlocked.Increment(ref s_last) & 0xFFFF;

    internal Step? Run(Turn turn) => run(turn);
}

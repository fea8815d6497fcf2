using System.Runtime.CompilerServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync;

/// <summary>What goes on without a thread of its own: it begins on one, and moves to another at each await.</summary>
internal sealed class Flow
{
    private readonly Crew _crew;
    private readonly int _home;
    private int _at;
    private int _moves;
    private int _rents;

    /// <param name="pool">What it rents from.</param>
    /// <param name="custody">Who has what.</param>
    /// <param name="crew">The threads.</param>
    /// <param name="number">The flow's own.</param>
    /// <param name="home">The thread on which it begins.</param>
    internal Flow(BytePool pool, Custody custody, Crew crew, int number, int home)
    {
        (Pool, Custody, _crew) = (pool, custody, crew);
        _home = _at = home;
        _moves = _rents = number;
    }

    internal BytePool Pool { get; }

    internal Custody Custody { get; }

    /// <summary>To another thread: each of them in turn, by steps that differ.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Hop Move()
    {
        int others = _crew.Count - 1;
        _at = (_at + 1 + (_moves++ % others)) % _crew.Count;
        return _crew.To(_at);
    }

    /// <summary>To the thread on which the flow began.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Hop MoveHome()
    {
        _at = _home;
        return _crew.To(_home);
    }

    /// <summary>How many bytes to rent next: some of one size class, some of others.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int NextSize() => RuntimeAsync.Custody.SmallestSize << (_rents++ % RuntimeAsync.Custody.Sizes);

    /// <summary>Does something again and again, each time from the flow's own thread on: by calls, so that the runtime finds it worth optimizing.</summary>
    /// <remarks>The hop comes after each await of a task: where a task ends while its await begins, the runtime goes on in the thread pool.</remarks>
    internal async Task RepeatAsync(int rounds, Func<Flow, Task> round)
    {
        for (int i = 0; i < rounds; i++)
        {
            await MoveHome();
            await round(this);
        }
    }
}

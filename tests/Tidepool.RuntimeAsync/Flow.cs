using System.Runtime.CompilerServices;
using Tidepool.RuntimeAsync.Threads;

namespace Tidepool.RuntimeAsync;

/// <summary>Asynchronous work without a thread of its own: it begins on one thread, and moves to another at each await.</summary>
internal sealed class Flow
{
    private readonly Crew _crew;
    private readonly int _home;
    private int _at;
    private int _moves;
    private int _rents;

    /// <param name="pool">The pool to rent from.</param>
    /// <param name="custody">Tracks the rented buffers.</param>
    /// <param name="crew">The threads.</param>
    /// <param name="number">The flow's number.</param>
    /// <param name="home">The number of the thread on which the flow begins.</param>
    internal Flow(BytePool pool, Custody custody, Crew crew, int number, int home)
    {
        (Pool, Custody, _crew) = (pool, custody, crew);
        _home = _at = home;
        _moves = _rents = number;
    }

    internal BytePool Pool { get; }

    internal Custody Custody { get; }

    /// <summary>A hop to another thread: to each of them in turn, in varying steps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Hop Move()
    {
        int others = _crew.Count - 1;
        _at = (_at + 1 + (_moves++ % others)) % _crew.Count;
        return _crew.To(_at);
    }

    /// <summary>A hop to the thread on which the flow began.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal Hop MoveHome()
    {
        _at = _home;
        return _crew.To(_home);
    }

    /// <summary>How many bytes to rent next: the size classes take turns.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int NextSize() => RuntimeAsync.Custody.SmallestSize << (_rents++ % RuntimeAsync.Custody.Sizes);

    /// <summary>Calls <paramref name="round"/> repeatedly, each time on the flow's home thread: calls, so that the runtime finds it worth optimizing.</summary>
    /// <remarks>A hop follows each await of a task: if a task ends while its await begins, the runtime continues on the thread pool.</remarks>
    internal async Task RepeatAsync(int rounds, Func<Flow, Task> round)
    {
        for (int i = 0; i < rounds; i++)
        {
            await MoveHome();
            await round(this);
        }
    }
}

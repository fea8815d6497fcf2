using HdrHistogram;

namespace Tidepool.Benchmarks.Measurement;

/// <summary>A workload bound to one peer, ready to be executed any number of times.</summary>
/// <remarks>
/// <para>Work comes in chunks, each a call of a method that holds the measured loop. A method called thousands of times while warming up reaches
/// the JIT's last tier by the ordinary way; one long loop would be measured in code swapped in halfway (on-stack replacement).
/// The swap comes after 1,000 iterations of one call and would also spoil the profile that the last tier is compiled with: so loops are shorter.</para>
/// <para>Every such method must forbid inlining. The JIT guesses the commonest target of a call from the profile and inlines it: that one peer would then
/// run other code than its rivals, and which peer it is changes from one process to the next.</para>
/// </remarks>
/// <param name="OperationsPerChunk">The operations in one chunk.</param>
/// <param name="Execute">Does the given number of chunks, and returns when all are done.</param>
/// <param name="Pools">What is disposed with the run.</param>
internal sealed record Run(int OperationsPerChunk, Action<int> Execute, params IDisposable[] Pools) : IDisposable
{
    /// <summary>Iterations of a measured loop in one chunk: less than the 1,000 after which the runtime would swap code.</summary>
    public const int Loop = 512;

    /// <summary>Gets the threads that end with the run, if any.</summary>
    public Team? Team { get; init; }

    /// <summary>Gets a value indicating whether other threads take part, so that allocations must be counted for the whole process.</summary>
    public bool IsThreaded { get; init; }

    /// <summary>Gets a value indicating whether a turn is one chunk; otherwise it is as many chunks as fill its time.</summary>
    public bool IsOneChunk { get; init; }

    /// <summary>Gets how much is executed untimed before each turn, in turns: by default enough to bring the peer's own memory back into the
    /// processor's caches.</summary>
    public double Prelude { get; init; } = 0.25;

    /// <summary>Gets what is called after the warm-up, before the first turn.</summary>
    public Action Begin { get; init; } = static () => { };

    /// <summary>Gets what prepares a turn; never timed.</summary>
    public Action Prepare { get; init; } = static () => { };

    /// <summary>Gets what gives back what a turn took; never timed.</summary>
    public Action Restore { get; init; } = static () => { };

    /// <summary>Gets what returns the buffers held between turns, after the threads have ended and before the pools are disposed.</summary>
    public Action ReturnHeld { get; init; } = static () => { };

    /// <summary>Gets the bytes asked for and not yet returned, between turns; for a run that holds buffers and counts them.</summary>
    public Func<long>? BytesAsked { get; init; }

    /// <summary>Gets the time of each operation since the first turn, in ticks of the stopwatch; for a run that measures it.</summary>
    public Func<HistogramBase>? Times { get; init; }

    /// <summary>A run whose chunks the calling thread does one after another.</summary>
    public static Run OnOneThread(int operations, Action chunk, params IDisposable[] pools)
    {
        return new Run(operations, Execute, pools);

        void Execute(int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                chunk();
            }
        }
    }

    /// <summary>A run whose chunks several threads do at once, each with an index.</summary>
    public static Run OnThreads(int threads, int operations, Action<int> chunk, IDisposable pool)
    {
        Team team = new("worker", threads, chunk);
        return new Run(operations, team.Execute, pool) { Team = team, IsThreaded = true };
    }

    public void Dispose()
    {
        Team?.Dispose();
        ReturnHeld();
        Array.ForEach(Pools, static pool => pool.Dispose());
    }
}

/// <summary>A run that takes turns with others in one measurement.</summary>
/// <param name="Name">A peer's name, or a variant's.</param>
/// <param name="Bind">Makes its run.</param>
internal sealed record Entrant(string Name, Func<Run> Bind);

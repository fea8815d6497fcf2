namespace Tidepool.Benchmarks.Workloads;

/// <summary>Who rented the many buffers, and who returned those that are idle.</summary>
internal enum Holding
{
    /// <summary>The measured thread.</summary>
    OneThread,

    /// <summary>Several other threads, a share each; they are still alive.</summary>
    SeveralThreads,

    /// <summary>Several other threads rented them, and the measured thread returned them.</summary>
    HandedBack,

    /// <summary>Several other threads, a share each; they have ended.</summary>
    EndedThreads,
}

/// <summary>A pool, and many leases of it, rented and returned by the calling thread or by others that live as long as this object.</summary>
internal sealed class Holders(BytePool pool, int size, int count, Holding holding) : IDisposable
{
    private const int Threads = 8;

    private Team[]? _teams;
    private Action<int> _work = static _ => { };

    public BytePool Pool => pool;

    /// <summary>Gets the leases, out or returned.</summary>
    public ByteLease[] Leases { get; } = new ByteLease[count];

    /// <summary>How a report names the threads.</summary>
    public static string Name(Holding holding) => holding switch
    {
        Holding.OneThread => "one thread",
        Holding.SeveralThreads => $"{Threads} threads",
        Holding.HandedBack => $"{Threads} threads, handed back",
        _ => $"{Threads} threads that ended",
    };

    /// <summary>Rents all leases.</summary>
    public void Rent() => ForEach(byOthers: holding != Holding.OneThread, index => Leases[index] = pool.Rent(size));

    /// <summary>Returns all leases.</summary>
    public void Return()
    {
        ForEach(byOthers: holding is Holding.SeveralThreads or Holding.EndedThreads, index => Leases[index].Return());
        if (holding == Holding.EndedThreads)
        {
            EndThreads();
        }
    }

    public void Dispose()
    {
        EndThreads();
        pool.Dispose();
    }

    private void EndThreads()
    {
        Array.ForEach(_teams ?? [], static team => team.Dispose());
        _teams = null;
    }

    /// <remarks>One thread after another, so that each holds the same number every time.</remarks>
    private void ForEach(bool byOthers, Action<int> work)
    {
        _work = work;
        if (byOthers)
        {
            _teams ??= Many.Of(Threads, thread => new Team($"holder {thread}", 1, _ => Work(thread, Threads)));
            Array.ForEach(_teams, static team => team.Execute(1));
        }
        else
        {
            Work(0, 1);
        }
    }

    /// <summary>Does one of so many shares.</summary>
    private void Work(int share, int shares)
    {
        for (int i = (int)((long)count * share / shares); i < (long)count * (share + 1) / shares; i++)
        {
            _work(i);
        }
    }
}

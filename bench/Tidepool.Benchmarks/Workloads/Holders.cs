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

    private Team? _team;
    private bool _renting;

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
    public void Rent()
    {
        _renting = true;
        Do(byOthers: holding != Holding.OneThread);
    }

    /// <summary>Returns all leases.</summary>
    public void Return()
    {
        _renting = false;
        Do(byOthers: holding is Holding.SeveralThreads or Holding.EndedThreads);
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
        _team?.Dispose();
        _team = null;
    }

    /// <remarks>One thread after another, so that each holds the same number every time.</remarks>
    private void Do(bool byOthers)
    {
        if (byOthers)
        {
            _team ??= new Team("holder", Threads, thread => Do((int)((long)count * thread / Threads), (int)((long)count * (thread + 1) / Threads)));
            _team.ExecuteInTurn(1);
        }
        else
        {
            Do(0, count);
        }
    }

    private void Do(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_renting)
            {
                Leases[i] = pool.Rent(size);
            }
            else
            {
                Leases[i].Return();
            }
        }
    }
}

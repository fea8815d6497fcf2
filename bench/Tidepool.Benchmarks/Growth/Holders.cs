using Tidepool.Benchmarks.Measurement;

namespace Tidepool.Benchmarks.Growth;

/// <summary>Many leases, rented and returned by the calling thread or by others that live as long as this object.</summary>
internal sealed class Holders : IDisposable
{
    private const int Threads = 8;

    private readonly BytePool _pool;
    private readonly int _size;
    private readonly Holding _holding;
    private Worker[] _workers = [];
    private bool _renting;

    public Holders(BytePool pool, int size, int count, Holding holding)
    {
        _pool = pool;
        _size = size;
        _holding = holding;
        Leases = new ByteLease[count];
    }

    /// <summary>Gets the leases, out or returned.</summary>
    public ByteLease[] Leases { get; }

    /// <summary>How a report names the threads.</summary>
    public static string Name(Holding holding) => holding switch
    {
        Holding.OneThread => "one thread",
        Holding.SeveralThreads => $"{Threads} threads",
        Holding.HandedBack => $"{Threads} threads, handed back",
        _ => $"{Threads} threads that ended",
    };

    /// <summary>Rents all.</summary>
    public void Rent()
    {
        if (_workers.Length == 0 && _holding != Holding.OneThread)
        {
            _workers = [.. Enumerable.Range(0, Threads).Select(thread => new Worker($"holder {thread}", Work(thread)))];
        }

        _renting = true;
        Do(byWorkers: _holding != Holding.OneThread);
    }

    /// <summary>Returns all.</summary>
    public void Return()
    {
        _renting = false;
        Do(byWorkers: _holding is Holding.SeveralThreads or Holding.EndedThreads);
        if (_holding == Holding.EndedThreads)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }

        _workers = [];
    }

    /// <remarks>One thread after another: who holds how many is then the same each time.</remarks>
    private void Do(bool byWorkers)
    {
        if (!byWorkers)
        {
            Do(0, Leases.Length);
            return;
        }

        foreach (Worker worker in _workers)
        {
            worker.Start(1);
            worker.SleepUntilDone();
        }
    }

    private Action<int> Work(int thread) => _ => Do((int)((long)Leases.Length * thread / Threads), (int)((long)Leases.Length * (thread + 1) / Threads));

    private void Do(int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            if (_renting)
            {
                Leases[i] = _pool.Rent(_size);
            }
            else
            {
                Leases[i].Return();
            }
        }
    }
}

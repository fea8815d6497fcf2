namespace Tidepool.Benchmarks.Measurement;

/// <summary>Threads that do a turn together, and outlive it.</summary>
internal sealed class Team : IDisposable
{
    private readonly Worker[] _workers;

    /// <param name="name">What the threads are called.</param>
    /// <param name="threads">How many there are.</param>
    /// <param name="body">Called on each thread, with its index and the number of chunks.</param>
    public Team(string name, int threads, Action<int, int> body) =>
        _workers = [.. Enumerable.Range(0, threads).Select(index => new Worker($"{name} {index}", chunks => body(index, chunks)))];

    /// <summary>Gets the number of threads.</summary>
    public int Count => _workers.Length;

    /// <summary>Lets every thread do <paramref name="chunks"/> chunks and waits, asleep, for the last one.</summary>
    public void Execute(int chunks)
    {
        Start(chunks);
        Wait();
    }

    public void Start(int chunks)
    {
        foreach (Worker worker in _workers)
        {
            worker.Start(chunks);
        }
    }

    public void Wait()
    {
        foreach (Worker worker in _workers)
        {
            worker.SleepUntilDone();
        }
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }
}

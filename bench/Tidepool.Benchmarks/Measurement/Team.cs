namespace Tidepool.Benchmarks.Measurement;

/// <summary>Threads that do turns together and outlive them, so that their caches in the pools do too.</summary>
/// <remarks>An exception on such a thread ends the process, with its stack and a non-zero exit code: a failed check is no result.</remarks>
internal sealed class Team : IDisposable
{
    /// <summary>Passed before each turn and after it, by the threads and the caller.</summary>
    private readonly Barrier _barrier;
    private readonly Thread[] _threads;
    private int _chunks;
    private bool _stopping;

    /// <param name="name">What the threads are called.</param>
    /// <param name="threads">How many there are.</param>
    /// <param name="chunk">Called for each chunk on each thread, with the thread's index.</param>
    public Team(string name, int threads, Action<int> chunk)
    {
        _barrier = new Barrier(threads + 1);
        _threads = Many.Of(threads, index => new Thread(() => Work(index, chunk)) { IsBackground = true, Name = $"{name} {index}" });
        Array.ForEach(_threads, static thread => thread.Start());
    }

    /// <summary>Lets every thread do <paramref name="chunks"/> chunks, and waits for the last one.</summary>
    public void Execute(int chunks)
    {
        Start(chunks);
        Wait(awake: false);
    }

    public void Start(int chunks)
    {
        _chunks = chunks;
        _barrier.SignalAndWait();
    }

    /// <summary>Waits for the last one.</summary>
    /// <param name="awake">True where the caller and one other thread pass each other buffers: the scheduler tends to wake a thread on the core of the
    /// one that woke it. From then on producer and consumer would take turns on one core, emptying and filling the ring each time, which measures
    /// something else. False leaves the processor to others: where there are more threads than processors, a spinning caller would slow them.</param>
    public void Wait(bool awake)
    {
        SpinWait spin = default;
        while (awake && _barrier.ParticipantsRemaining > 1)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        _barrier.SignalAndWait();
    }

    public void Dispose()
    {
        _stopping = true;
        _barrier.SignalAndWait();
        Array.ForEach(_threads, static thread => thread.Join());
        _barrier.Dispose();
    }

    private void Work(int index, Action<int> chunk)
    {
        while (true)
        {
            _barrier.SignalAndWait();
            if (_stopping)
            {
                return;
            }

            for (int i = 0; i < _chunks; i++)
            {
                chunk(index);
            }

            _barrier.SignalAndWait();
        }
    }
}

namespace Tidepool.Benchmarks.Measurement;

/// <summary>A thread that outlives rounds, so that its caches in the pools do too.</summary>
/// <remarks>An exception on this thread ends the process, with its stack and a non-zero exit code: a failed check is no result.</remarks>
internal sealed class Worker : IDisposable
{
    private readonly SemaphoreSlim _started = new(0);
    private readonly SemaphoreSlim _finished = new(0);
    private readonly Action<int> _body;
    private readonly Thread _thread;
    private int _chunks;
    private volatile bool _stopping;

    /// <param name="name">The thread's name.</param>
    /// <param name="body">Called once for each <see cref="Start"/>, with its number of chunks.</param>
    public Worker(string name, Action<int> body)
    {
        _body = body;
        _thread = new Thread(Loop) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Lets the thread do <paramref name="chunks"/> chunks.</summary>
    public void Start(int chunks)
    {
        _chunks = chunks;
        _started.Release();
    }

    /// <summary>Waits until the work of the last <see cref="Start"/> is done.</summary>
    /// <remarks>
    /// Awake, not asleep: the scheduler likes to wake a thread on the core of the one that woke it, and from then on producer and consumer
    /// would take turns on one core, which empties and fills the ring each time and measures something else.
    /// </remarks>
    public void WaitUntilDone()
    {
        SpinWait spin = default;
        while (!_finished.Wait(0))
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>The same, leaving the processor to others: where there are more threads than processors, a caller awake would slow them.</summary>
    public void SleepUntilDone() => _finished.Wait();

    public void Dispose()
    {
        _stopping = true;
        _started.Release();
        _thread.Join();
        _started.Dispose();
        _finished.Dispose();
    }

    private void Loop()
    {
        while (true)
        {
            _started.Wait();
            if (_stopping)
            {
                return;
            }

            _body(_chunks);
            _finished.Release();
        }
    }
}

namespace Tidepool.Benchmarks.Measurement;

/// <summary>Threads that do turns together and outlive them, so that their caches in the pools do too.</summary>
/// <remarks>An exception on such a thread ends the process, with its stack and a non-zero exit code: a failed check is no result.</remarks>
internal sealed class Team : IDisposable
{
    private readonly Member[] _members;

    /// <param name="name">What the threads are called.</param>
    /// <param name="threads">How many there are.</param>
    /// <param name="chunk">Called for each chunk on each thread, with the thread's index.</param>
    public Team(string name, int threads, Action<int> chunk) => _members = [.. Enumerable.Range(0, threads).Select(index => new Member(name, index, chunk))];

    /// <summary>Lets every thread do <paramref name="chunks"/> chunks, and waits for the last one.</summary>
    public void Execute(int chunks)
    {
        Start(chunks);
        Wait(awake: false);
    }

    /// <summary>The same, one thread after another.</summary>
    public void ExecuteInTurn(int chunks)
    {
        foreach (Member member in _members)
        {
            member.Start(chunks);
            member.Wait(awake: false);
        }
    }

    public void Start(int chunks) => Array.ForEach(_members, member => member.Start(chunks));

    /// <summary>Waits for the last one.</summary>
    /// <param name="awake">True where the caller and one other thread pass each other buffers: the scheduler tends to wake a thread on the core of the
    /// one that woke it. From then on producer and consumer would take turns on one core, emptying and filling the ring each time, which measures
    /// something else. False leaves the processor to others: where there are more threads than processors, a spinning caller would slow them.</param>
    public void Wait(bool awake) => Array.ForEach(_members, member => member.Wait(awake));

    public void Dispose() => Array.ForEach(_members, static member => member.Dispose());

    private sealed class Member : IDisposable
    {
        private readonly SemaphoreSlim _started = new(0);
        private readonly SemaphoreSlim _finished = new(0);
        private readonly Thread _thread;
        private int _chunks;
        private volatile bool _stopping;

        public Member(string name, int index, Action<int> chunk)
        {
            _thread = new Thread(() => Work(index, chunk)) { IsBackground = true, Name = $"{name} {index}" };
            _thread.Start();
        }

        public void Start(int chunks)
        {
            _chunks = chunks;
            _started.Release();
        }

        public void Wait(bool awake)
        {
            SpinWait spin = default;
            while (!_finished.Wait(awake ? 0 : Timeout.Infinite))
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }

        public void Dispose()
        {
            _stopping = true;
            _started.Release();
            _thread.Join();
            _started.Dispose();
            _finished.Dispose();
        }

        private void Work(int index, Action<int> chunk)
        {
            _started.Wait();
            while (!_stopping)
            {
                for (int i = 0; i < _chunks; i++)
                {
                    chunk(index);
                }

                _finished.Release();
                _started.Wait();
            }
        }
    }
}

namespace MessageRelay.Measure;

/// <summary>Finds the longest pause of this process's garbage collector, on a thread of its own.</summary>
/// <remarks>
/// It looks every few milliseconds whether the total pause time has grown, which costs nothing, and only then asks for the details of the last
/// collection and of the last background one, which allocates. A collection is counted once, by its index.
/// </remarks>
internal sealed class PauseWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(2);

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    // Guards the two fields below.
    private readonly Lock _gate = new();
    private TimeSpan _longest;
    private long _ignoreUpTo;

    public PauseWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "GC pause watch", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The longest pause of any collection that began after <see cref="Reset"/>.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                return _longest;
            }
        }
    }

    /// <summary>Forgets what was seen so far.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _longest = TimeSpan.Zero;
            _ignoreUpTo = GC.CollectionCount(0);
        }
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        TimeSpan seen = GC.GetTotalPauseDuration();
        while (!_stop.Wait(s_interval))
        {
            TimeSpan total = GC.GetTotalPauseDuration();
            if (total != seen)
            {
                seen = total;
                Note(GC.GetGCMemoryInfo(GCKind.Any));
                Note(GC.GetGCMemoryInfo(GCKind.Background));
            }
        }
    }

    private void Note(GCMemoryInfo collection)
    {
        lock (_gate)
        {
            if (collection.Index <= _ignoreUpTo)
            {
                return;
            }

            foreach (TimeSpan pause in collection.PauseDurations)
            {
                _longest = pause > _longest ? pause : _longest;
            }
        }
    }
}

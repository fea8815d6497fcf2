namespace MessageRelay.Measure;

/// <summary>Finds the longest pause of this process's garbage collector, on a thread of its own.</summary>
/// <remarks>
/// It checks every few milliseconds whether the total pause time has grown, which costs nothing, and only then asks for the details of the last
/// collection and of the last background one, which allocates. A background collection's details become available only some time after its last pause,
/// so they are also asked for now and then regardless. A collection is counted once, by its index.
/// </remarks>
internal sealed class PauseWatch : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(2);

    // In intervals.
    private const int LongestSilence = 50;

    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    // Guards the three fields below.
    private readonly Lock _gate = new();
    private TimeSpan _longest;

    // The indices of the last collections seen.
    private long _lastAny;
    private long _lastBackground;

    public PauseWatch()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "GC pause watch", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>The longest pause of any collection that ended after <see cref="Reset"/>.</summary>
    public TimeSpan Longest
    {
        get
        {
            lock (_gate)
            {
                Look();
                return _longest;
            }
        }
    }

    /// <summary>Forgets what was seen so far.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            Look();
            _longest = TimeSpan.Zero;
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
        int silence = 0;
        while (!_stop.Wait(s_interval))
        {
            TimeSpan total = GC.GetTotalPauseDuration();
            if (total != seen || ++silence >= LongestSilence)
            {
                seen = total;
                silence = 0;
                lock (_gate)
                {
                    Look();
                }
            }
        }
    }

    private void Look()
    {
        Note(GC.GetGCMemoryInfo(GCKind.Any), ref _lastAny);
        Note(GC.GetGCMemoryInfo(GCKind.Background), ref _lastBackground);
    }

    private void Note(GCMemoryInfo collection, ref long last)
    {
        if (collection.Index == last)
        {
            return;
        }

        last = collection.Index;
        foreach (TimeSpan pause in collection.PauseDurations)
        {
            _longest = pause > _longest ? pause : _longest;
        }
    }
}

namespace Tidepool.Benchmarks.Processes;

/// <summary>Samples the memory of this process and writes each sample as a line of JSON.</summary>
internal sealed class Session
{
    /// <summary>When to sample, as parts of the quiet.</summary>
    private static readonly double[] s_schedule = [0, 1 / 12.0, 1 / 6.0, 1 / 4.0, 1 / 2.0, 3 / 4.0, 1];

    private readonly bool _forcesCollections;
    private readonly TimeProvider _time;
    private long _heapBefore;
    private long _nativeBefore;

    public Session(double amount, bool forcesCollections, TimeProvider time)
    {
        Amount = amount;
        _forcesCollections = forcesCollections;
        _time = time;
        Collect();
        _heapBefore = GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>Gets how much there is to do: seconds of quiet, or messages.</summary>
    public double Amount { get; }

    public static void Collect()
    {
        // Twice: the second collects what finalizers released.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    /// <summary>Takes the memory in use now for that before the pool was made.</summary>
    public void Begin()
    {
        // Once more than seems necessary: the first compaction leaves tables of its own.
        Compact();
        Compact();
        _heapBefore = GC.GetTotalMemory(forceFullCollection: false);
        _nativeBefore = NativeMemory.Bytes();
    }

    /// <summary>Writes one sample of what was added since <see cref="Begin"/>, on the heap and beside it.</summary>
    public void WriteCost()
    {
        Compact();
        Write(sample => sample with { NativeBytes = NativeMemory.Bytes() - _nativeBefore });
    }

    /// <summary>Writes one sample, with what the row adds to it.</summary>
    public void Write(Func<Sample, Sample> add) => ChildProgram.WriteSample(add(Take(TimeSpan.Zero)));

    /// <summary>Samples by the schedule, doing nothing in between.</summary>
    public void Watch(Func<long?> poolBytes) => Watch(poolBytes, () => null, static () => { });

    /// <summary>Samples by the schedule.</summary>
    /// <param name="poolBytes">What the pool says it holds.</param>
    /// <param name="distinct">Different buffers touched lately.</param>
    /// <param name="work">Done again and again in between, with pauses.</param>
    public void Watch(Func<long?> poolBytes, Func<int?> distinct, Action work)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(10);
        work();
        long start = _time.GetTimestamp();
        foreach (double part in s_schedule)
        {
            while (_time.GetElapsedTime(start).TotalSeconds < Amount * part)
            {
                work();
                Thread.Sleep(pause);
            }

            if (_forcesCollections)
            {
                Collect();
            }

            ChildProgram.WriteSample(Take(_time.GetElapsedTime(start)) with { PoolBytes = poolBytes(), Distinct = distinct() });
        }
    }

    private static void Compact()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private Sample Take(TimeSpan elapsed) =>
        new(Math.Round(elapsed.TotalSeconds, 1), GC.GetTotalMemory(forceFullCollection: false) - _heapBefore, Environment.WorkingSet);
}

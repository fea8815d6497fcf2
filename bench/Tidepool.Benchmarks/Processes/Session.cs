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
        _nativeBefore = NativeBytes();
    }

    /// <summary>Writes one sample of what was added since <see cref="Begin"/>, on the heap and beside it.</summary>
    public void WriteCost()
    {
        Compact();
        Write(sample => sample with { NativeBytes = NativeBytes() - _nativeBefore });
    }

    /// <summary>Writes one sample, with what the row adds to it.</summary>
    public void Write(Func<Sample, Sample> add) => ChildProgram.WriteSample(add(Take(TimeSpan.Zero)));

    /// <summary>Samples by the schedule.</summary>
    /// <param name="poolBytes">What the pool says it holds.</param>
    /// <param name="distinct">Different buffers touched lately; null where that is of no interest.</param>
    /// <param name="work">Done again and again in between, with pauses; null for nothing.</param>
    public void Watch(Func<long?> poolBytes, Func<int?>? distinct = null, Action? work = null)
    {
        TimeSpan pause = TimeSpan.FromMilliseconds(10);
        work?.Invoke();
        long start = _time.GetTimestamp();
        foreach (double part in s_schedule)
        {
            while (_time.GetElapsedTime(start).TotalSeconds < Amount * part)
            {
                work?.Invoke();
                Thread.Sleep(pause);
            }

            if (_forcesCollections)
            {
                Collect();
            }

            ChildProgram.WriteSample(Take(_time.GetElapsedTime(start)) with { PoolBytes = poolBytes(), Distinct = distinct?.Invoke() });
        }
    }

    private static void Compact()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>The memory of this process that is not the managed heap: handles, the queue of finalizable objects, the collector's own tables. After a
    /// compacting collection, which leaves no unused part of the heap committed; 0 where the system doesn't say.</summary>
    private static long NativeBytes()
    {
        const string Source = "/proc/self/smaps_rollup";
        const string Label = "Anonymous:";
        string? line = File.Exists(Source) ? File.ReadLines(Source).First(static line => line.StartsWith(Label, StringComparison.Ordinal)) : null;
        return line is null
            ? 0
            : (long.Parse(line[Label.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1_024)
                - GC.GetGCMemoryInfo(GCKind.FullBlocking).TotalCommittedBytes;
    }

    private Sample Take(TimeSpan elapsed) =>
        new(Math.Round(elapsed.TotalSeconds, 1), GC.GetTotalMemory(forceFullCollection: false) - _heapBefore, Environment.WorkingSet);
}

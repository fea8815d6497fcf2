using System.Diagnostics;

namespace Tidepool.Tool.Workloads;

/// <summary>Allocates the same portions round after round.</summary>
internal sealed class Workload(string name, int roundsPerPause, int threads, params Portion[] portions)
{
    /// <summary>Collections come at a number of rounds, and not when the runtime's budget is used up: how large that is depends on the machine.</summary>
    private static readonly Portion s_collections = new(PortionKind.Collections, 0, 1, Every: 100);

    /// <summary>What is made once is made in this time, and whoever wants to examine has come.</summary>
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(1);

    /// <summary>Objects that stay for a while, so that collections have something to do.</summary>
    private readonly object[] _survivors = new object[20_000];

    private long _rounds;

    internal static IReadOnlyList<Workload> All { get; } =
    [
        new("calm", 1, 1, new Portion(PortionKind.ByteArrays, 100, 1)),
        new("strings", 40, 1, new Portion(PortionKind.Strings, 2_000, 20), new Portion(PortionKind.ByteArrays, 1_000, 5), s_collections),
        new("bytes", 10, 1,
            new Portion(PortionKind.ByteArrays, 1_000, 20),
            new Portion(PortionKind.ByteArrays, 10_000, 4),
            new Portion(PortionKind.ByteArrays, 100_000, 1),
            new Portion(PortionKind.Strings, 2_000, 10),
            s_collections),
        new("bytes-leased", 10, 1,
            new Portion(PortionKind.Leases, 1_000, 20),
            new Portion(PortionKind.Leases, 10_000, 4),
            new Portion(PortionKind.Leases, 100_000, 1),
            new Portion(PortionKind.Strings, 2_000, 10),
            s_collections),
        new("threads", 10, 4, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5), s_collections),
        new("pooled", 10, 1, new Portion(PortionKind.ArraysOfAPool, 4_096, 20), new Portion(PortionKind.ByteArrays, 1_000, 80), s_collections),
        new("pool-misses", 10, 1, new Portion(PortionKind.ArraysOfAPool, 4_096, 20), new Portion(PortionKind.ByteArrays, 1_000, 10), s_collections),
        new("large", 4, 1,
            new Portion(PortionKind.ByteArrays, 100_000, 2),
            new Portion(PortionKind.ByteArrays, 500_000, 1),
            new Portion(PortionKind.Strings, 2_000, 20),
            s_collections),
        new("small", 40, 1, new Portion(PortionKind.ByteArrays, 200, 100), new Portion(PortionKind.ByteArrays, 700, 30), new Portion(PortionKind.Strings, 1_000, 20), s_collections),
        new("held", 10, 1,
            new Portion(PortionKind.ByteArrays, 4_000, 10, Held: 2_000),
            new Portion(PortionKind.ByteArrays, 30_000, 2, Held: 300),
            new Portion(PortionKind.ByteArrays, 200_000, 1, Held: 40),
            new Portion(PortionKind.FullCollections, 0, 1, Every: 20)),
        new("collections", 1, 1, new Portion(PortionKind.Collections, 0, 1)),
        new("busy", int.MaxValue, 1, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
    ];

    internal string Name => name;

    internal int Threads => threads;

    /// <summary>Rounds so far, of all threads together.</summary>
    internal long RoundsDone => Interlocked.Read(ref _rounds);

    internal IReadOnlyList<Portion> Portions => portions;

    internal static Workload Named(string name) => All.First(workload => workload.Name == name);

    internal WorkDone RunUntil(CancellationToken end)
    {
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Run(new Random(index), end)))];
        Array.ForEach(workers, static worker => worker.Start());
        Console.WriteLine(RunningTime.Ready);
        end.WaitHandle.WaitOne(s_start);
        long roundsBefore = RoundsDone;
        long bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        long begin = Stopwatch.GetTimestamp();
        Array.ForEach(workers, static worker => worker.Join());
        double rounds = RoundsDone - roundsBefore;
        return new WorkDone((GC.GetTotalAllocatedBytes(precise: true) - bytesBefore) / rounds, rounds / Stopwatch.GetElapsedTime(begin).TotalSeconds);
    }

    private void Run(Random random, CancellationToken end)
    {
        Dictionary<Portion, Queue<object>> held = portions.Where(static portion => portion.Held > 0).ToDictionary(static portion => portion, static _ => new Queue<object>());
        Portion[] order = [.. portions.SelectMany(static portion => Enumerable.Repeat(portion, portion.Times))];
        bool isLast = false;
        for (int round = 1; !isLast; round++)
        {
            // All is due in the last round: whoever ended it while it was examined has seen all of it.
            isLast = end.IsCancellationRequested;

            // In another order each time: else what comes with every so many bytes would always meet the same objects.
            random.Shuffle(order);
            foreach (Portion portion in order)
            {
                if (!isLast && round % portion.Every != 0)
                {
                    continue;
                }

                object made = portion.Make();
                if (held.TryGetValue(portion, out Queue<object>? last))
                {
                    last.Enqueue(made);
                    if (last.Count > portion.Held)
                    {
                        last.Dequeue();
                    }
                }
                else if (random.Next(50) == 0)
                {
                    _survivors[random.Next(_survivors.Length)] = made;
                }
            }

            Interlocked.Increment(ref _rounds);
            if (round % roundsPerPause == 0)
            {
                // Else the machine would be busy with nothing else.
                Thread.Sleep(5);
            }
        }
    }
}

using System.Diagnostics;

namespace Tidepool.Tool.Workloads;

/// <summary>Allocates the same portions round after round.</summary>
internal sealed class Workload(string name, int roundsPerPause, int threads, params Portion[] portions)
{
    private const string Leased = "-leased";

    /// <summary>The advice promises nothing for smaller arrays.</summary>
    private const int SmallestLease = 256;

    /// <summary>Enough time for one-time allocations, and for an examination to begin.</summary>
    private static readonly TimeSpan s_start = TimeSpan.FromSeconds(1);

    /// <summary>Objects that stay for a while, so that collections have something to do.</summary>
    private readonly object[] _survivors = new object[20_000];

    private long _rounds;

    internal static IReadOnlyList<Workload> All { get; } =
    [
        new("calm", 1, 1, new Portion(PortionKind.ByteArrays, 100, 1), new Portion(PortionKind.Computation, 3_000_000, 1)),
        new("idle", 1, 1, new Portion(PortionKind.ByteArrays, 10, 1)),
        new("strings", 40, 1, new Portion(PortionKind.Strings, 2_000, 20), new Portion(PortionKind.ByteArrays, 1_000, 5)),
        new("bytes", 10, 1,
            new Portion(PortionKind.ByteArrays, 1_000, 20),
            new Portion(PortionKind.ByteArrays, 10_000, 4),
            new Portion(PortionKind.ByteArrays, 100_000, 1),
            new Portion(PortionKind.Strings, 2_000, 10)),
        new("threads", 10, 4, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
        new("pooled", 10, 1, new Portion(PortionKind.ArraysOfAPool, 4_096, 20), new Portion(PortionKind.ByteArrays, 1_000, 80)),
        new("pool-misses", 10, 1, new Portion(PortionKind.ArraysOfAPool, 4_096, 20), new Portion(PortionKind.ByteArrays, 1_000, 10)),
        new("large", 4, 1,
            new Portion(PortionKind.ByteArrays, 100_000, 2),
            new Portion(PortionKind.ByteArrays, 500_000, 1),
            new Portion(PortionKind.Strings, 2_000, 20)),
        new("small", 40, 1, new Portion(PortionKind.ByteArrays, 300, 100), new Portion(PortionKind.ByteArrays, 700, 30),
            new Portion(PortionKind.Strings, 1_000, 20)),
        new("held", 10, 1,
            new Portion(PortionKind.ByteArrays, 4_000, 10, Held: 2_000),
            new Portion(PortionKind.ByteArrays, 30_000, 2, Held: 300),
            new Portion(PortionKind.ByteArrays, 200_000, 1, Held: 160),

            // Young collections cause part of the pauses, too.
            new Portion(PortionKind.Strings, 2_000, 40),
            new Portion(PortionKind.FullCollections, 0, 1, Every: 80)),

        // For each of these, the doctor must say why a pool isn't the answer.
        new("induced", 1, 1, new Portion(PortionKind.Objects, 0, 20, Held: 200_000), new Portion(PortionKind.ByteArrays, 10_000, 1),
            new Portion(PortionKind.FullCollections, 0, 1, Every: 10)),
        new("kept", 1, 1, new Portion(PortionKind.ByteArrays, 10_000, 6, Held: int.MaxValue)),

        // A full cache: each array stays until a few thousand others have been added.
        new("cache", 4, 1, new Portion(PortionKind.ByteArrays, 4_000, 20, Held: 8_000), new Portion(PortionKind.Strings, 100, 10)),
        new("queue", 4, 1,
            new Portion(PortionKind.ByteArrays, 4_000, 20, Held: 8_000),
            new Portion(PortionKind.ByteArrays, 200_000, 1, Held: 400),
            new Portion(PortionKind.Strings, 2_000, 5)),
        new("tiny", 10, 1, new Portion(PortionKind.ByteArrays, 32, 3_000, Held: 100_000)),

        // Too little for a pool to save anything, and arrays so large that each is sampled.
        new("trickle", 1, 1, new Portion(PortionKind.ByteArrays, 200, 1)),
        new("huge", 1, 1, new Portion(PortionKind.ByteArrays, 1_000_000, 1, Every: 4)),

        // Objects that stay, and a growing number of them, besides short-lived arrays.
        new("survivors", 10, 1, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Objects, 0, 40, Held: 300_000),
            new Portion(PortionKind.Strings, 500, 10)),
        new("growing", 10, 1, new Portion(PortionKind.ByteArrays, 8_000, 10), new Portion(PortionKind.Objects, 0, 10, Held: int.MaxValue)),

        // Large objects trigger nearly all collections, and small ones other than byte arrays are half of what is allocated.
        new("mixed", 4, 1, new Portion(PortionKind.ByteArrays, 200_000, 1), new Portion(PortionKind.Strings, 500, 200)),

        // Large objects trigger the collections: two kinds of them, arrays that live for a while, and arrays besides objects that stay.
        new("large-kinds", 4, 1,
            new Portion(PortionKind.ByteArrays, 200_000, 1),
            new Portion(PortionKind.Strings, 50_000, 1),
            new Portion(PortionKind.Strings, 500, 100)),
        new("large-held", 4, 1,
            new Portion(PortionKind.ByteArrays, 150_000, 2, Held: 100),
            new Portion(PortionKind.Strings, 500, 150)),
        new("large-live", 4, 1,
            new Portion(PortionKind.ByteArrays, 200_000, 2),
            new Portion(PortionKind.Objects, 0, 40, Held: 300_000),
            new Portion(PortionKind.Strings, 500, 150)),
        new("calls", 10, 1,
            new Portion(PortionKind.FileBytes, 20_000, 5),
            new Portion(PortionKind.Base64Bytes, 5_000, 20),
            new Portion(PortionKind.CompiledArrays, 4_000, 20),
            new Portion(PortionKind.Numbers, 500, 10),
            new Portion(PortionKind.Strings, 500, 20)),
        new("pinned", 10, 1, new Portion(PortionKind.PinnedArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
        new("collections", 1, 1, new Portion(PortionKind.Collections, 0, 1)),
        new("busy", int.MaxValue, 1, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
    ];

    internal string Name => name;

    internal int Threads => threads;

    /// <summary>Rounds so far, of all threads together.</summary>
    internal long RoundsDone => Interlocked.Read(ref _rounds);

    internal IReadOnlyList<Portion> Portions => portions;

    /// <summary>Returns the workload of this name, or a variant that follows the doctor's advice: arrays worth pooling are leases.</summary>
    internal static Workload Named(string name) => name.EndsWith(Leased, StringComparison.Ordinal)
        ? Named(name[..^Leased.Length]).WithLeases()
        : All.First(workload => workload.Name == name);

    private Workload WithLeases() =>
        new(name + Leased, roundsPerPause, threads,
            [.. portions.Select(static portion => portion.Kind == PortionKind.ByteArrays && portion.Length >= SmallestLease
                ? portion with { Kind = PortionKind.Leases } : portion)]);

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
        Dictionary<Portion, Queue<object>> held = portions.Where(static portion => portion.Held > 0)
            .ToDictionary(static portion => portion, static _ => new Queue<object>());
        Portion[] order = [.. portions.SelectMany(static portion => Enumerable.Repeat(portion, portion.Times))];
        bool isLast = false;
        for (int round = 1; !isLast; round++)
        {
            // The last round includes all portions: an examination during which the workload ends has seen each.
            isLast = end.IsCancellationRequested;

            // In a different order each time: otherwise, what happens every N bytes would always meet the same objects.
            random.Shuffle(order);
            foreach (Portion portion in order)
            {
                if (!isLast && round % portion.Every != 0)
                {
                    continue;
                }

                if (held.TryGetValue(portion, out Queue<object>? last))
                {
                    last.Enqueue(portion.Make(isKept: true));
                    if (last.Count > portion.Held)
                    {
                        (last.Dequeue() as IDisposable)?.Dispose();
                    }
                }
                else if (random.Next(50) == 0)
                {
                    object made = portion.Make(isKept: true);
                    (Interlocked.Exchange(ref _survivors[random.Next(_survivors.Length)], made) as IDisposable)?.Dispose();
                }
                else
                {
                    portion.Make(isKept: false);
                }
            }

            Interlocked.Increment(ref _rounds);
            if (round % roundsPerPause == 0)
            {
                // Otherwise, the workload would take the whole machine.
                Thread.Sleep(5);
            }
        }
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tidepool.Tool.Workloads;

/// <summary>Allocates the same portions round after round.</summary>
internal sealed class Workload(string name, int roundsPerPause, int threads, params Portion[] portions)
{
    /// <summary>Objects that stay for a while, so that collections have something to do.</summary>
    private readonly object[] _survivors = new object[20_000];

    private long _rounds;

    internal static IReadOnlyList<Workload> All { get; } =
    [
        new("calm", 1, 1, new Portion(PortionKind.ByteArrays, 100, 1)),
        new("strings", 40, 1, new Portion(PortionKind.Strings, 2_000, 20), new Portion(PortionKind.ByteArrays, 1_000, 5)),
        new("bytes", 10, 1,
            new Portion(PortionKind.ByteArrays, 1_000, 20),
            new Portion(PortionKind.ByteArrays, 10_000, 4),
            new Portion(PortionKind.ByteArrays, 100_000, 1),
            new Portion(PortionKind.Strings, 2_000, 10)),
        new("bytes-leased", 10, 1,
            new Portion(PortionKind.Leases, 1_000, 20),
            new Portion(PortionKind.Leases, 10_000, 4),
            new Portion(PortionKind.Leases, 100_000, 1),
            new Portion(PortionKind.Strings, 2_000, 10)),
        new("threads", 10, 4, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
        new("pooled", 10, 1, new Portion(PortionKind.ArraysOfAPool, 4_096, 20), new Portion(PortionKind.ByteArrays, 1_000, 10)),
        new("large", 4, 1, new Portion(PortionKind.ByteArrays, 100_000, 2), new Portion(PortionKind.ByteArrays, 500_000, 1), new Portion(PortionKind.Strings, 2_000, 20)),
        new("small", 40, 1, new Portion(PortionKind.ByteArrays, 200, 100), new Portion(PortionKind.ByteArrays, 700, 30), new Portion(PortionKind.Strings, 1_000, 20)),
        new("held", 10, 1,
            new Portion(PortionKind.ByteArrays, 4_000, 10, Held: 2_000),
            new Portion(PortionKind.ByteArrays, 30_000, 2, Held: 300),
            new Portion(PortionKind.ByteArrays, 200_000, 1, Held: 40),
            new Portion(PortionKind.FullCollections, 0, 1, Every: 20)),
        new("collections", 1, 1, new Portion(PortionKind.Collections, 0, 1)),
        new("busy", int.MaxValue, 1, new Portion(PortionKind.ByteArrays, 4_000, 20), new Portion(PortionKind.Strings, 2_000, 5)),
    ];

    internal string Name => name;

    internal IReadOnlyList<Portion> Portions => portions;

    internal static Workload Named(string name) => All.First(workload => workload.Name == name);

    internal WorkDone RunFor(TimeSpan time)
    {
        long bytesBefore = GC.GetTotalAllocatedBytes(precise: true);
        long begin = Stopwatch.GetTimestamp();
        long end = begin + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Run(end, new Random(index))))];
        Array.ForEach(workers, static worker => worker.Start());
        Thread.Sleep(TimeSpan.FromSeconds(Math.Min(1, time.TotalSeconds / 2)));
        long roundsAtFirst = Interlocked.Read(ref _rounds);
        long counted = Stopwatch.GetTimestamp();
        Array.ForEach(workers, static worker => worker.Join());
        long rounds = Interlocked.Read(ref _rounds);
        return new WorkDone(
            (GC.GetTotalAllocatedBytes(precise: true) - bytesBefore) / (double)rounds,
            (rounds - roundsAtFirst) / Stopwatch.GetElapsedTime(counted).TotalSeconds);
    }

    private void Run(long end, Random random)
    {
        Dictionary<Portion, Queue<object>> held = portions.Where(static portion => portion.Held > 0).ToDictionary(static portion => portion, static _ => new Queue<object>());
        for (int round = 0; Stopwatch.GetTimestamp() < end; round++)
        {
            foreach (Portion portion in portions)
            {
                int times = round % portion.Every == 0 ? portion.Times : 0;
                for (int time = 0; time < times; time++)
                {
                    object made = Make(portion);
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
            }

            Interlocked.Increment(ref _rounds);
            if (round % roundsPerPause == roundsPerPause - 1)
            {
                // Else the machine would be busy with nothing else.
                Thread.Sleep(5);
            }
        }
    }

    private static object Make(Portion portion) => portion.Kind switch
    {
        PortionKind.Strings => MakeString(portion.Length),
        PortionKind.ArraysOfAPool => RentArray(portion.Length),
        PortionKind.Leases => UseLease(portion.Length),
        PortionKind.Collections => Collect(generation: 0),
        PortionKind.FullCollections => Collect(GC.MaxGeneration),
        _ when portion.Length >= 85_000 => MakeLargeArray(portion.Length),
        _ => MakeArray(portion.Length),
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string MakeString(int length) => new('x', length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeArray(int length) => new byte[length];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] MakeLargeArray(int length) => new byte[length];

    /// <returns>Nothing that was made for this.</returns>
    private static BytePool UseLease(int length)
    {
        using ByteLease lease = AdvisedPool.Instance.Rent(length);
        lease.Span[0] = 1;
        return AdvisedPool.Instance;
    }

    /// <returns>Nothing that was made for this.</returns>
    private static string Collect(int generation)
    {
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        return "";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] RentArray(int length) => ArrayPool<byte>.Shared.Rent(length);

    /// <summary>As the doctor advises. In a class of its own, so that the others have no pool.</summary>
    private static class AdvisedPool
    {
        internal static readonly BytePool Instance = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 131_072 });
    }
}

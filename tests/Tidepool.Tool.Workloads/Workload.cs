using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tidepool.Tool.Workloads;

/// <summary>Allocates the same portions round after round.</summary>
internal sealed class Workload(string name, int roundsPerPause, int threads, params Portion[] portions)
{
    /// <summary>As the doctor advises.</summary>
    private static readonly BytePool s_pool = new(new BytePoolOptions { MinSize = 1_024, MaxSize = 131_072 });

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
    ];

    internal string Name => name;

    internal IReadOnlyList<Portion> Portions => portions;

    internal static Workload? Find(string name) => All.FirstOrDefault(workload => workload.Name == name);

    /// <returns>Bytes allocated in each round, by the runtime's count.</returns>
    internal double RunFor(TimeSpan time)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(index => new Thread(() => Run(end, new Random(index))))];
        Array.ForEach(workers, static worker => worker.Start());
        Array.ForEach(workers, static worker => worker.Join());
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Interlocked.Read(ref _rounds);
    }

    private void Run(long end, Random random)
    {
        for (int round = 0; Stopwatch.GetTimestamp() < end; round++)
        {
            foreach (Portion portion in portions)
            {
                for (int time = 0; time < portion.Times; time++)
                {
                    object made = Make(portion);
                    if (random.Next(50) == 0)
                    {
                        _survivors[random.Next(_survivors.Length)] = made;
                    }
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

    private static object Make(Portion portion) => portion.Kind switch
    {
        PortionKind.Strings => MakeString(portion.Length),
        PortionKind.ArraysOfAPool => RentArray(portion.Length),
        PortionKind.Leases => UseLease(portion.Length),
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
        using ByteLease lease = s_pool.Rent(length);
        lease.Span[0] = 1;
        return s_pool;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte[] RentArray(int length) => ArrayPool<byte>.Shared.Rent(length);
}

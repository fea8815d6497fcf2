using System.Diagnostics;
using HdrHistogram;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A server's buffers: again and again a random one is returned and another rented.</summary>
/// <param name="peer">The pool.</param>
/// <param name="slots">How many buffers there are.</param>
/// <param name="sizes">The sizes, used in turn; their number is a power of two.</param>
/// <param name="seed">Where in the sequences to begin.</param>
internal sealed class Replacement<TPeer, TLease>(TPeer peer, int slots, int[] sizes, int seed)
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
    private readonly Held<TPeer, TLease>[] _held = [.. sizes.Take(slots).Select(size => Held<TPeer, TLease>.Rent(peer, size))];
    private XorShift _random = new(seed);
    private int _next = seed;

    /// <summary>One for each of several threads.</summary>
    public static Replacement<TPeer, TLease>[] Many(TPeer peer, int threads, int slots, int[] sizes) =>
        Workloads.Many.Of(threads, thread => new Replacement<TPeer, TLease>(peer, slots, sizes, thread + 1));

    /// <param name="count">The number of replacements.</param>
    /// <param name="times">Records the time of each; null where only the total is measured.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Replace(int count, LongHistogram? times = null)
    {
        TPeer pool = peer;
        for (int i = 0; i < count; i++)
        {
            ref Held<TPeer, TLease> place = ref _held[_random.Below(_held.Length)];
            int size = sizes[_next++ & (sizes.Length - 1)];
            long start = times is null ? 0 : Stopwatch.GetTimestamp();
            place.Return(pool);
            place = Held<TPeer, TLease>.Rent(pool, size);
            times?.RecordValue(Stopwatch.GetTimestamp() - start);
        }
    }

    public void ReturnAll() => Held<TPeer, TLease>.ReturnAll(peer, _held);
}

/// <summary>malloc-large: few, big buffers.</summary>
internal sealed record Large() : Workload(
    "malloc-large",
    "20 live buffers of 5–25 MiB: return a random one, rent another (pools set up for 25 MiB), with eight untimed turns before each: while other peers "
        + "have theirs, which take seconds, Tidepool releases idle buffers, and makes them anew one by one",
    25 * Mebibyte,
    Live)
{
    private const int Live = 20;

    private static readonly int[] s_sizes = SizeSequence.Uniform(5 * Mebibyte, 25 * Mebibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Replacements = 8;
        TPeer peer = create(LargestSize);
        Replacement<TPeer, TLease> buffers = new(peer, Live, s_sizes, seed: 1);
        return Run.OnOneThread(Replacements, () => buffers.Replace(Replacements), peer) with
        {
            ReturnHeld = buffers.ReturnAll,

            // A pool may release buffers of many MiB while others have their turns, and each takes milliseconds to make again.
            Prelude = 8,
        };
    }
}

/// <summary>What several threads of a server do, each operation timed: a median hides the few that meet the collector.</summary>
internal sealed record TimedReplacement() : Workload(
    "tails",
    $"{Processors} threads, each with 500 buffers of 256 B–64 KiB (log-uniform): return a random one, rent another, touch it; each such operation timed",
    64 * Kibibyte,
    Slots * Processors)
{
    private const int Slots = 500;

    private static readonly int[] s_sizes = SizeSequence.LogUniform(256, 64 * Kibibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        Replacement<TPeer, TLease>[] buffers = Replacement<TPeer, TLease>.Many(peer, Processors, Slots, s_sizes);
        LongHistogram[] times = Many.Of(Processors, _ => NewHistogram());
        return Run.OnThreads(Processors, Run.Loop * Processors, thread => buffers[thread].Replace(Run.Loop, times[thread]), peer) with
        {
            ReturnHeld = () => Array.ForEach(buffers, static each => each.ReturnAll()),

            // Untimed operations would be recorded among the times.
            Prelude = 0,
            Begin = () => Array.ForEach(times, static each => each.Reset()),
            Times = () =>
            {
                LongHistogram sum = NewHistogram();
                Array.ForEach(times, sum.Add);
                return sum;
            },
        };

        // Up to ten seconds in ticks of a nanosecond, far more than any operation takes, with two significant digits.
        static LongHistogram NewHistogram() => new(10_000_000_000, 2);
    }
}

/// <summary>larson: a successor inherits the buffers of a thread that ends.</summary>
internal sealed record Larson(bool AsTasks) : Workload(
    AsTasks ? "larson-tasks" : "larson",
    $"{Processors} × 1,000 buffers of 256 B–64 KiB (log-uniform): return a random one, rent another; every 51,200 of them a new "
        + $"{(AsTasks ? "task" : "thread")} inherits the buffers",
    64 * Kibibyte,
    Slots * Processors)
{
    private const int Slots = 1_000;

    private static readonly int[] s_sizes = SizeSequence.LogUniform(256, 64 * Kibibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int ChunksPerLife = 100;
        TPeer peer = create(LargestSize);
        Replacement<TPeer, TLease>[] chains = Replacement<TPeer, TLease>.Many(peer, Processors, Slots, s_sizes);
        TaskCreationOptions life = AsTasks ? TaskCreationOptions.None : TaskCreationOptions.LongRunning;
        return new Run(Run.Loop * Processors, Execute, peer)
        {
            IsThreaded = true,
            ReturnHeld = () => Array.ForEach(chains, static each => each.ReturnAll()),
        };

        void Execute(int chunks) => Many.RunTasks(Processors, async number =>
        {
            for (int left = chunks; left > 0; left -= ChunksPerLife)
            {
                // A long-running task has a thread of its own, which ends with it.
                int inLife = Math.Min(left, ChunksPerLife);
                await Task.Factory.StartNew(() => Live(chains[number - 1], inLife), CancellationToken.None, life, TaskScheduler.Default);
            }
        });

        static void Live(Replacement<TPeer, TLease> chain, int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                chain.Replace(Run.Loop);
            }
        }
    }
}

/// <summary>mleak: many short threads, each of which uses the pool a little.</summary>
internal sealed record ThreadChurn()
    : Workload("mleak", "start a thread that rents 8 × 4,096 B, touches and returns them, and ends; per thread, starting it included")
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Depth = 8;
        TPeer peer = create(LargestSize);
        return Run.OnOneThread(1, LiveAndEnd, peer) with { IsThreaded = true };

        void LiveAndEnd()
        {
            Thread thread = new(() => Held<TPeer, TLease>.ReturnAll(peer, Held<TPeer, TLease>.RentMany(peer, Depth, LargestSize)));
            thread.Start();
            thread.Join();
        }
    }
}

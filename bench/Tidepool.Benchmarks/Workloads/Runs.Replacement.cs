using System.Diagnostics;
using HdrHistogram;

namespace Tidepool.Benchmarks.Workloads;

/// <content>A server's random replacement.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>malloc-large: few, big buffers.</summary>
    public Run Large(int live, int[] sizes)
    {
        const int Replacements = 8;
        TPeer peer = Create(sizes.Max());
        Replacement buffers = new(peer, live, sizes, seed: 1);
        return Run.OnOneThread(Replacements, () => buffers.Replace(Replacements), peer) with
        {
            ReturnHeld = buffers.ReturnAll,

            // A pool may release buffers of many MiB while others have their turns, and each takes milliseconds to make again.
            Prelude = 8,
        };
    }

    /// <summary>What several threads of a server do, each operation timed: a median hides the few that meet the collector.</summary>
    public Run TimedReplacement(int threads, int slots, int[] sizes)
    {
        TPeer peer = Create(sizes.Max());
        Replacement[] buffers = ForEach(threads, thread => new Replacement(peer, slots, sizes, thread + 1));
        LongHistogram[] times = ForEach(threads, _ => NewHistogram());
        return Run.OnThreads(threads, Run.Loop * threads, thread => buffers[thread].Replace(Run.Loop, times[thread]), peer) with
        {
            ReturnHeld = () => Array.ForEach(buffers, static each => each.ReturnAll()),

            // Untimed operations would be recorded among the times.
            Prelude = 0,
            Begin = () => Array.ForEach(times, static each => each.Reset()),
            Times = () => times.Aggregate(NewHistogram(), static (sum, each) =>
            {
                sum.Add(each);
                return sum;
            }),
        };

        // Up to ten seconds in ticks of a nanosecond, far more than any operation takes, with two significant digits.
        static LongHistogram NewHistogram() => new(10_000_000_000, 2);
    }

    /// <summary>larson: a successor inherits the buffers of a thread that ends.</summary>
    public Run Larson(int threads, int slots, int[] sizes, bool asTasks)
    {
        const int ChunksPerLife = 100;
        TPeer peer = Create();
        Replacement[] chains = ForEach(threads, thread => new Replacement(peer, slots, sizes, thread + 1));
        return new Run(Run.Loop * threads, Execute, peer) { IsThreaded = true, ReturnHeld = () => Array.ForEach(chains, static each => each.ReturnAll()) };

        void Execute(int chunks) => RunTasks(threads, async number =>
        {
            for (int left = chunks; left > 0; left -= ChunksPerLife)
            {
                int inLife = Math.Min(left, ChunksPerLife);
                await (asTasks ? Task.Run(() => Live(chains[number - 1], inLife)) : OnThreadAsync(() => Live(chains[number - 1], inLife)));
            }
        });

        static void Live(Replacement chain, int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                chain.Replace(Run.Loop);
            }
        }
    }

    /// <summary>mleak: many short threads, each of which uses the pool a little.</summary>
    public Run ThreadChurn(int size, int depth)
    {
        TPeer peer = Create();
        return Run.OnOneThread(1, LiveAndEnd, peer) with { IsThreaded = true };

        void LiveAndEnd()
        {
            Thread thread = new(() => HeldBuffer.ReturnAll(peer, HeldBuffer.RentMany(peer, depth, size)));
            thread.Start();
            thread.Join();
        }
    }

    private static Task OnThreadAsync(Action life)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            life();
            ended.SetResult();
        }).Start();
        return ended.Task;
    }

    /// <summary>Buffers; again and again a random one is returned and another rented.</summary>
    /// <param name="peer">The pool.</param>
    /// <param name="slots">How many buffers there are.</param>
    /// <param name="sizes">The sizes, used in turn; their number is a power of two.</param>
    /// <param name="seed">Where in the sequences to begin.</param>
    private sealed class Replacement(TPeer peer, int slots, int[] sizes, int seed)
    {
        private readonly HeldBuffer[] _held = [.. sizes.Take(slots).Select(size => HeldBuffer.Rent(peer, size))];
        private XorShift _random = new(seed);
        private int _next = seed;

        /// <param name="count">The number of replacements.</param>
        /// <param name="times">Records the time of each; null where only the total is measured.</param>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public void Replace(int count, LongHistogram? times = null)
        {
            TPeer pool = peer;
            for (int i = 0; i < count; i++)
            {
                ref HeldBuffer place = ref _held[_random.Below(_held.Length)];
                int size = sizes[_next++ & (sizes.Length - 1)];
                long start = times is null ? 0 : Stopwatch.GetTimestamp();
                place.Return(pool);
                place = HeldBuffer.Rent(pool, size);
                times?.RecordValue(Stopwatch.GetTimestamp() - start);
            }
        }

        public void ReturnAll() => HeldBuffer.ReturnAll(peer, _held);
    }
}

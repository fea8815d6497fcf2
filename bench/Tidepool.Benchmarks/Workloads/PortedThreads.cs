using System.Collections.Concurrent;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>cache-scratch and cache-thrash: threads write to small buffers that may lie side by side.</summary>
internal sealed record Cache(string Name, string What, bool StartsShared)
    : Workload(Name, $"{Processors} threads{What}, 100 writes, return", LargestSize: 64)
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Writes = 100;
        const int Repeats = 64;
        TPeer peer = create(LargestSize);
        Held<TPeer, TLease>[] shared = StartsShared
            ? Held<TPeer, TLease>.RentMany(peer, Processors, LargestSize)
            : new Held<TPeer, TLease>[Processors];
        return Run.OnThreads(Processors, Repeats * Processors, Chunk, peer) with { ReturnHeld = () => Held<TPeer, TLease>.ReturnAll(peer, shared) };

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            if (shared[thread].IsHeld)
            {
                shared[thread].Return(pool);
                shared[thread] = default;
            }

            int size = LargestSize;
            for (int i = 0; i < Repeats; i++)
            {
                Held<TPeer, TLease> held = Held<TPeer, TLease>.Rent(pool, size);
                Span<byte> bytes = held.Bytes;
                for (int write = 0; write < Writes; write++)
                {
                    // Volatile, or the compiler keeps the sum in a register and no cache line is contended for.
                    Volatile.Write(ref bytes[1], (byte)(bytes[1] + 1));
                }

                held.Return(pool);
            }
        }
    }
}

/// <summary>xmalloc: pure producers and pure consumers; no thread ever returns what it rented.</summary>
internal sealed record Xmalloc(string Name, string What, params int[] Sizes) : Workload(
    Name,
    $"{Processors / 2} threads rent {What} in batches of 64, {Processors / 2} others return them; at most 100 batches queued",
    Sizes.Max(),
    Batch * MostQueued)
{
    private const int Batch = 64;
    private const int MostQueued = 100;

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int BatchesPerChunk = 8;
        TPeer peer = create(LargestSize);

        // One item carries many buffers, so that the queues' cost is negligible beside theirs.
        BlockingCollection<Held<TPeer, TLease>[]> full = new(MostQueued);
        BlockingCollection<Held<TPeer, TLease>[]> empty = new(
            new ConcurrentQueue<Held<TPeer, TLease>[]>(Many.Of(MostQueued, _ => new Held<TPeer, TLease>[Batch])));
        return Run.OnThreads(Processors / 2 * 2, BatchesPerChunk * Batch * (Processors / 2), Chunk, peer) with { Pools = [full, empty, peer] };

        void Chunk(int thread)
        {
            for (int i = 0; i < BatchesPerChunk; i++)
            {
                if (thread % 2 == 0)
                {
                    Held<TPeer, TLease>[] next = empty.Take();
                    Held<TPeer, TLease>.RentAll(peer, next, Sizes);
                    full.Add(next);
                }
                else
                {
                    Held<TPeer, TLease>[] next = full.Take();
                    Held<TPeer, TLease>.ReturnAll(peer, next);
                    empty.Add(next);
                }
            }
        }
    }
}

/// <summary>sh6bench and sh8bench: series returned half in order, half in reverse, with survivors.</summary>
internal sealed record SmartHeap(string Name, string What, bool Migrates) : Workload(
    Name,
    $"{ThreadCount} threads: rent 64 buffers of 64 B–16 KiB, return every other one in order, most others in reverse; {What}",
    16 * Kibibyte,
    ThreadCount * (Series + Survivors))
{
    private const int Series = 64;
    private const int Survivors = Series / 4;

    private static readonly int[] s_sizes = SizeSequence.Uniform(64, 16 * Kibibyte);

    private static int ThreadCount => 2 * Processors;

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int SeriesPerChunk = 8;
        TPeer peer = create(LargestSize);
        Held<TPeer, TLease>[][] current = Many.Of(ThreadCount, _ => new Held<TPeer, TLease>[Series]);

        // For each thread, the survivors it has to return next: its own, or those its neighbour left there.
        Held<TPeer, TLease>[][] left = Many.Of(ThreadCount, _ => new Held<TPeer, TLease>[Survivors]);

        // The array each thread fills with its next survivors; after the exchange it holds what must be returned.
        Held<TPeer, TLease>[][] spare = Many.Of(ThreadCount, _ => new Held<TPeer, TLease>[Survivors]);
        int[] next = new int[ThreadCount];
        return Run.OnThreads(ThreadCount, SeriesPerChunk * Series * ThreadCount, Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach(left, each => Held<TPeer, TLease>.ReturnAll(peer, each)),
        };

        void Chunk(int thread)
        {
            for (int i = 0; i < SeriesPerChunk; i++)
            {
                Held<TPeer, TLease>.RentAll(peer, current[thread], s_sizes.AsSpan(next[thread], Series));
                next[thread] = (next[thread] + Series) % s_sizes.Length;
                ReturnBothWays(peer, current[thread].AsSpan(0, Series - Survivors));

                current[thread].AsSpan(Series - Survivors).CopyTo(spare[thread]);
                int heir = Migrates ? (thread + 1) % ThreadCount : thread;
                spare[thread] = Interlocked.Exchange(ref left[heir], spare[thread]);
                Held<TPeer, TLease>.ReturnAll(peer, spare[thread]);
                Array.Clear(spare[thread]);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ReturnBothWays(TPeer peer, ReadOnlySpan<Held<TPeer, TLease>> series)
        {
            for (int i = 0; i < series.Length; i += 2)
            {
                series[i].Return(peer);
            }

            for (int i = series.Length - 1; i > 0; i -= 2)
            {
                series[i].Return(peer);
            }
        }
    }
}

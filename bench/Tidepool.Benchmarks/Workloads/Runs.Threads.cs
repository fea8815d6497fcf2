using System.Collections.Concurrent;

namespace Tidepool.Benchmarks.Workloads;

/// <content>Patterns of several threads.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>cache-scratch and cache-thrash: threads write to small buffers that may lie side by side.</summary>
    public Run Cache(int threads, int size, int writes, bool startsShared)
    {
        const int Repeats = 64;
        TPeer peer = Create(size);
        HeldBuffer[] shared = startsShared ? HeldBuffer.RentMany(peer, threads, size) : new HeldBuffer[threads];
        return Run.OnThreads(threads, Repeats * threads, Chunk, peer) with { ReturnHeld = () => HeldBuffer.ReturnAll(peer, shared) };

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            if (shared[thread].IsHeld)
            {
                shared[thread].Return(pool);
                shared[thread] = default;
            }

            int bytesAsked = size;
            int count = writes;
            for (int i = 0; i < Repeats; i++)
            {
                HeldBuffer held = HeldBuffer.Rent(pool, bytesAsked);
                Span<byte> bytes = held.Bytes;
                for (int write = 0; write < count; write++)
                {
                    // Volatile, or the compiler keeps the sum in a register and no cache line is contended for.
                    Volatile.Write(ref bytes[1], (byte)(bytes[1] + 1));
                }

                held.Return(pool);
            }
        }
    }

    /// <summary>xmalloc: pure producers and pure consumers; no thread ever returns what it rented.</summary>
    public Run Xmalloc(int threads, int batch, int mostQueued, int[] sizes)
    {
        const int BatchesPerChunk = 8;
        TPeer peer = Create(sizes.Max());

        // One item carries many buffers, so that the queues' cost is negligible beside theirs.
        BlockingCollection<HeldBuffer[]> full = new(mostQueued);
        BlockingCollection<HeldBuffer[]> empty = new(new ConcurrentQueue<HeldBuffer[]>(ForEach(mostQueued, _ => new HeldBuffer[batch])));
        return Run.OnThreads(threads, BatchesPerChunk * batch * threads / 2, Chunk, peer) with { Pools = [full, empty, peer] };

        void Chunk(int thread)
        {
            for (int i = 0; i < BatchesPerChunk; i++)
            {
                if (thread % 2 == 0)
                {
                    HeldBuffer[] next = empty.Take();
                    HeldBuffer.RentAll(peer, next, sizes);
                    full.Add(next);
                }
                else
                {
                    HeldBuffer[] next = full.Take();
                    HeldBuffer.ReturnAll(peer, next);
                    empty.Add(next);
                }
            }
        }
    }

    /// <summary>sh6bench and sh8bench: series returned half in order, half in reverse, with survivors.</summary>
    public Run SmartHeap(int threads, int series, int[] sizes, bool migrates)
    {
        const int SeriesPerChunk = 8;
        int survivors = series / 4;
        TPeer peer = Create(sizes.Max());
        HeldBuffer[][] current = ForEach(threads, _ => new HeldBuffer[series]);

        // For each thread, the survivors it has to return next: its own, or those its neighbour left there.
        HeldBuffer[][] left = ForEach(threads, _ => new HeldBuffer[survivors]);

        // The array each thread fills with its next survivors; after the exchange it holds what must be returned.
        HeldBuffer[][] spare = ForEach(threads, _ => new HeldBuffer[survivors]);
        int[] next = new int[threads];
        return Run.OnThreads(threads, SeriesPerChunk * series * threads, Chunk, peer) with
        {
            ReturnHeld = () => Array.ForEach(left, each => HeldBuffer.ReturnAll(peer, each)),
        };

        void Chunk(int thread)
        {
            for (int i = 0; i < SeriesPerChunk; i++)
            {
                HeldBuffer.RentAll(peer, current[thread], sizes.AsSpan(next[thread], series));
                next[thread] = (next[thread] + series) % sizes.Length;
                ReturnBothWays(peer, current[thread].AsSpan(0, series - survivors));

                current[thread].AsSpan(series - survivors).CopyTo(spare[thread]);
                int heir = migrates ? (thread + 1) % threads : thread;
                spare[thread] = Interlocked.Exchange(ref left[heir], spare[thread]);
                HeldBuffer.ReturnAll(peer, spare[thread]);
                Array.Clear(spare[thread]);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ReturnBothWays(TPeer peer, ReadOnlySpan<HeldBuffer> series)
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

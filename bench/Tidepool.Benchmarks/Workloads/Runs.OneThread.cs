namespace Tidepool.Benchmarks.Workloads;

/// <content>Patterns of one thread, and the same work on ever more threads.</content>
internal sealed partial class Runs<TPeer, TLease>
{
    /// <summary>The fast path while many other leases are out.</summary>
    public Run Held(int size, int others)
    {
        TPeer peer = Create();
        HeldBuffer[] held = HeldBuffer.RentMany(peer, others, size);
        return Pair([peer], size) with { ReturnHeld = () => HeldBuffer.ReturnAll(peer, held) };
    }

    /// <summary>The fast path of one pool while others are alive.</summary>
    public Run Alive(int size, int pools)
    {
        TPeer[] peers = ForEach(pools, _ => Create());
        Array.ForEach(peers, peer => HeldBuffer.Rent(peer, size).Return(peer));
        return Pair(peers, size);
    }

    /// <summary>Several pools used in turn; a process-wide peer serves all turns itself.</summary>
    public Run PoolsInTurn(int size, int pools)
    {
        TPeer[] peers = ForEach(pools, _ => Create());
        TPeer[] schedule = ForEach(Run.Loop, i => peers[i % pools]);
        return Run.OnOneThread(Run.Loop, Chunk, [.. peers]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            int bytes = size;
            foreach (TPeer peer in schedule)
            {
                TLease lease = peer.Rent(bytes);
                BufferEnds.Write(TPeer.Bytes(lease, bytes), bytes);
                peer.Return(lease);
            }
        }
    }

    /// <summary>A different size each time, so that size classes and their caches keep changing.</summary>
    public Run Mixed(int[] sizes)
    {
        TPeer peer = Create();
        int next = 0;
        return Run.OnOneThread(Run.Loop, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            TPeer pool = peer;
            ReadOnlySpan<int> window = sizes.AsSpan(next, Run.Loop);
            next = (next + Run.Loop) % sizes.Length;
            foreach (int size in window)
            {
                TLease lease = pool.Rent(size);
                BufferEnds.Write(TPeer.Bytes(lease, size), size);
                pool.Return(lease);
            }
        }
    }

    /// <summary>Several buffers held at once.</summary>
    public Run Nested(int size, int depth, bool firstInFirstOut)
    {
        const int Repeats = 64;
        TPeer peer = Create();
        TLease[] held = new TLease[depth];
        return Run.OnOneThread(Repeats * depth, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            for (int i = 0; i < Repeats; i++)
            {
                RentAll(peer, held, size);
                if (firstInFirstOut)
                {
                    ReturnFirstFirst(peer, held);
                }
                else
                {
                    ReturnLastFirst(peer, held);
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void RentAll(TPeer peer, TLease[] held, int size)
        {
            for (int i = 0; i < held.Length; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(TPeer.Bytes(lease, size), size);
                held[i] = lease;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ReturnLastFirst(TPeer peer, TLease[] held)
        {
            for (int i = held.Length - 1; i >= 0; i--)
            {
                peer.Return(held[i]);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void ReturnFirstFirst(TPeer peer, TLease[] held)
        {
            for (int i = 0; i < held.Length; i++)
            {
                peer.Return(held[i]);
            }
        }
    }

    /// <summary>Four buffers held at once, by each of several threads.</summary>
    public Run Threads(int size, int threads)
    {
        const int Repeats = 32;
        TPeer peer = Create(size);
        return Run.OnThreads(threads, Repeats * 4 * threads, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            int bytes = size;
            for (int i = 0; i < Repeats; i++)
            {
                HeldBuffer first = HeldBuffer.Rent(pool, bytes);
                HeldBuffer second = HeldBuffer.Rent(pool, bytes);
                HeldBuffer third = HeldBuffer.Rent(pool, bytes);
                HeldBuffer fourth = HeldBuffer.Rent(pool, bytes);
                fourth.Return(pool);
                third.Return(pool);
                second.Return(pool);
                first.Return(pool);
            }
        }
    }
}

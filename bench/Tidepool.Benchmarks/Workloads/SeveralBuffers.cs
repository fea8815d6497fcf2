namespace Tidepool.Benchmarks.Workloads;

/// <summary>Several buffers held at once.</summary>
internal sealed record Nested(int Depth, bool FirstInFirstOut = false) : Workload(
    FirstInFirstOut ? $"nested-{Depth}-fifo" : $"nested-{Depth}",
    $"rent {Depth} × 4,096 B, touch, return them {(FirstInFirstOut ? "first" : "last")} in first out; per buffer")
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Repeats = 64;
        TPeer peer = create(LargestSize);
        TLease[] held = new TLease[Depth];
        return Run.OnOneThread(Repeats * Depth, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            for (int i = 0; i < Repeats; i++)
            {
                RentAll(peer, held, LargestSize);
                ReturnAll(peer, held, FirstInFirstOut);
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
        static void ReturnAll(TPeer peer, TLease[] held, bool firstInFirstOut)
        {
            for (int i = 0; i < held.Length; i++)
            {
                peer.Return(held[firstInFirstOut ? i : held.Length - 1 - i]);
            }
        }
    }
}

/// <summary>Four buffers held at once, by each of several threads.</summary>
internal sealed record Threads(int Count) : Workload(
    $"threads-{Count}",
    $"{Count} threads: rent 4 × 4,096 B, touch, return; per buffer, all threads together")
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        const int Repeats = 32;
        TPeer peer = create(LargestSize);
        int size = LargestSize;
        return Run.OnThreads(Count, Repeats * 4 * Count, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk(int thread)
        {
            TPeer pool = peer;
            int bytes = size;
            for (int i = 0; i < Repeats; i++)
            {
                Held<TPeer, TLease> first = Held<TPeer, TLease>.Rent(pool, bytes);
                Held<TPeer, TLease> second = Held<TPeer, TLease>.Rent(pool, bytes);
                Held<TPeer, TLease> third = Held<TPeer, TLease>.Rent(pool, bytes);
                Held<TPeer, TLease> fourth = Held<TPeer, TLease>.Rent(pool, bytes);
                fourth.Return(pool);
                third.Return(pool);
                second.Return(pool);
                first.Return(pool);
            }
        }
    }
}

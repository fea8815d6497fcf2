namespace Tidepool.Benchmarks.Workloads;

/// <inheritdoc cref="IScopedRuns"/>
/// <param name="create">Makes a pool for buffers up to a size, in bytes.</param>
internal class ScopedRuns<TPeer, TLease>(Func<int, TPeer> create) : IScopedRuns
    where TPeer : struct, IPeer<TLease>
    where TLease : struct, allows ref struct
{
    protected static readonly int[] s_checkedSizes = [1, 64, 200, 4_096, 5_000, 100_000, 1 << 20];

    public virtual void Check(Peer peer)
    {
        using TPeer pool = Create();
        foreach (int size in s_checkedSizes)
        {
            TLease first = pool.Rent(size);
            TLease second = pool.Rent(size);
            BufferEnds.Write(pool.Bytes(first, size), size, 1);
            BufferEnds.Write(pool.Bytes(second, size), size, 2);
            BufferEnds.Expect(pool.Bytes(first, size), size, 1);
            BufferEnds.Expect(pool.Bytes(second, size), size, 2);
            pool.Return(first);
            pool.Return(second);
        }
    }

    public Run Pair(int size) => Pair([Create()], size);

    /// <summary>A buffer returned by the end of a <c>using</c> block, or by the equivalent <c>finally</c>.</summary>
    public Run Using(int size)
    {
        TPeer peer = Create();
        return Run.OnOneThread(Run.Loop, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            for (int i = 0; i < Run.Loop; i++)
            {
                Use(peer, size);
            }
        }

        // A method of its own, as such blocks are in programs: in a loop the JIT keeps what lives across the block on the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Use(TPeer peer, int bytes)
        {
            // What the compiler makes of a using declaration. For peers without a disposable lease, a wrapper would be measured too.
            TLease lease = peer.Rent(bytes);
            try
            {
                BufferEnds.Write(peer.Bytes(lease, bytes), bytes);
            }
            finally
            {
                peer.DisposeLease(lease);
            }
        }
    }

    protected TPeer Create(int largestSize = 1 << 20) => create(largestSize);

    /// <summary>Rent, touch, return, on the last of the pools: the fast path and nothing else.</summary>
    protected static Run Pair(TPeer[] pools, int size)
    {
        return Run.OnOneThread(Run.Loop, Chunk, [.. pools]);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            TPeer peer = pools[^1];

            // A local, not a constant: sizes are seldom known to the compiler, and no peer may gain from folding them.
            int bytes = size;
            for (int i = 0; i < Run.Loop; i++)
            {
                TLease lease = peer.Rent(bytes);
                BufferEnds.Write(peer.Bytes(lease, bytes), bytes);
                peer.Return(lease);
            }
        }
    }
}

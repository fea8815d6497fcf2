namespace Tidepool.Benchmarks.Workloads;

/// <inheritdoc cref="IScopedRuns"/>
/// <param name="create">Makes a pool for buffers up to a size, in bytes.</param>
internal class ScopedRuns<TPeer, TLease>(Func<int, TPeer> create) : IScopedRuns
    where TPeer : struct, IPeer<TLease>
    where TLease : struct, allows ref struct
{
    private static readonly int[] s_checkedSizes = [1, 64, 200, 4_096, 5_000, 100_000, 1 << 20];

    /// <summary>Holds many buffers at once, fills them, and checks that each still has its own contents.</summary>
    /// <remarks>A pool that lends one buffer twice, or a shorter one than asked for, would win every row; this check refuses to measure it. A buffer is held by
    /// a call that hasn't returned, because not every lease may be kept elsewhere.</remarks>
    public void Check(Peer peer)
    {
        const int Held = 64;
        const int Passes = 4;
        using TPeer pool = Create();
        int[] sizes = [.. s_checkedSizes.Where(size => peer.WhyNot(size) is null)];
        for (int pass = 0; pass < Passes; pass++)
        {
            HoldFrom(0, pass);
        }

        void HoldFrom(int index, int pass)
        {
            int size = sizes[index % sizes.Length];
            byte mark = (byte)(index + pass);
            TLease lease = pool.Rent(size);
            BufferEnds.Require(TPeer.Bytes(lease, size), size);
            TPeer.Bytes(lease, size).Fill(mark);
            if (index + 1 < Held)
            {
                HoldFrom(index + 1, pass);
            }

            if (TPeer.Bytes(lease, size).ContainsAnyExcept(mark))
            {
                throw new BenchmarkException($"{peer.Name}: buffer {index} of {Held} held at once ({size:N0} B) was overwritten by another.");
            }

            pool.Return(lease);
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
                BufferEnds.Write(TPeer.Bytes(lease, bytes), bytes);
            }
            finally
            {
                if (TPeer.DisposesLeases)
                {
                    TPeer.DisposeLease(lease);
                }
                else
                {
                    peer.Return(lease);
                }
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
                BufferEnds.Write(TPeer.Bytes(lease, bytes), bytes);
                peer.Return(lease);
            }
        }
    }
}

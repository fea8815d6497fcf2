namespace Tidepool.Benchmarks.Workloads;

/// <summary>The fast path and nothing else.</summary>
internal sealed record Pair(string Name, int Size) : ScopedWorkload(Name, $"rent {Size:N0} B, touch, return", Size)
{
    public override Run BindScoped<TPeer, TLease>(Func<int, TPeer> create) => On<TPeer, TLease>(Size, create(LargestSize));

    /// <summary>The fast path on the last of some pools.</summary>
    public static Run On<TPeer, TLease>(int size, params TPeer[] pools)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct, allows ref struct
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

/// <summary>The fast path while many other leases are out.</summary>
internal sealed record PairBesideHeld(int Others) : Workload($"held-{Others}", $"rent 256 B, touch, return, with {Others:N0} others held", 256, Others)
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        Held<TPeer, TLease>[] held = Held<TPeer, TLease>.RentMany(peer, Others, LargestSize);
        return Pair.On<TPeer, TLease>(LargestSize, peer) with { ReturnHeld = () => Held<TPeer, TLease>.ReturnAll(peer, held) };
    }
}

/// <summary>The fast path of one pool while others are alive.</summary>
internal sealed record PairOfManyPools : Workload
{
    public PairOfManyPools(int pools)
        : base($"alive-{pools}", $"rent 4,096 B, touch, return on the last made of {pools:N0} pools, each used once by this thread", UsualSize, pools) =>
        NeedsInstances = true;

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer[] peers = Many.Of(BuffersHeld, _ => create(LargestSize));
        Array.ForEach(peers, peer => Held<TPeer, TLease>.Rent(peer, LargestSize).Return(peer));
        return Pair.On<TPeer, TLease>(LargestSize, peers);
    }
}

/// <summary>A buffer returned by the end of a <c>using</c> block, or by the equivalent <c>finally</c>.</summary>
internal sealed record Using(int Size) : ScopedWorkload("using", $"rent {Size} B in a using block, touch", Size)
{
    public override Run BindScoped<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        int size = Size;
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
}

/// <summary>Several pools used in turn; a process-wide peer serves all turns itself.</summary>
internal sealed record PoolsInTurn(int Pools) : Workload(
    $"pools-{Pools}",
    $"rent 4,096 B from the next of {Pools} pools, touch, return (against one ArrayPool.Shared)")
{
    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer[] peers = Many.Of(Pools, _ => create(LargestSize));
        TPeer[] schedule = Many.Of(Run.Loop, i => peers[i % Pools]);
        int size = LargestSize;
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
}

/// <summary>A different size each time, so that size classes and their caches keep changing.</summary>
internal sealed record Mixed() : Workload("mixed", "rent 64 B–1 MiB (log-uniform, the same sequence for all), touch, return", Mebibyte)
{
    private static readonly int[] s_sizes = SizeSequence.LogUniform(64, Mebibyte);

    public override Run Bind<TPeer, TLease>(Func<int, TPeer> create)
    {
        TPeer peer = create(LargestSize);
        int next = 0;
        return Run.OnOneThread(Run.Loop, Chunk, peer);

        [MethodImpl(MethodImplOptions.NoInlining)]
        void Chunk()
        {
            TPeer pool = peer;
            ReadOnlySpan<int> window = s_sizes.AsSpan(next, Run.Loop);
            next = (next + Run.Loop) % s_sizes.Length;
            foreach (int size in window)
            {
                TLease lease = pool.Rent(size);
                BufferEnds.Write(TPeer.Bytes(lease, size), size);
                pool.Return(lease);
            }
        }
    }
}

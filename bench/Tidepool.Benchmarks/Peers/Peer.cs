namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer as the catalogue lists it: a name, its limits, and rows compiled for it.</summary>
/// <param name="Name">The name the tables and the command line use.</param>
internal abstract record Peer(string Name)
{
    /// <summary>The most memory one peer may take in one row.</summary>
    private const long MostBytesHeld = 1L << 30;

    protected const string IsScoped = "its lease is a ref struct, which can't be kept in a field or cross an await";

    /// <summary>Gets the largest buffer the peer can lend, in bytes.</summary>
    public int LargestSize { get; init; } = int.MaxValue;

    /// <summary>Gets the memory the smallest buffer takes, in bytes.</summary>
    public int SmallestBlock { get; init; } = 1;

    /// <summary>Gets a value indicating whether a process has only one such pool.</summary>
    public bool IsProcessWide { get; init; }

    /// <summary>Gets a value indicating whether it holds memory of its own, rather than being a handle around <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
    public bool HoldsMemory { get; init; } = true;

    /// <summary>Proves that the peer lends usable, distinct buffers.</summary>
    /// <exception cref="BenchmarkException">A buffer is too short, or two leases held at once share one.</exception>
    public abstract void Check();

    /// <summary>Makes a row ready to run over this peer, which must be able to take part in it.</summary>
    public abstract TBound Bind<TBound>(Row<TBound> row);

    /// <summary>This peer as one of those that take turns in a row.</summary>
    public Entrant In(Workload workload) => new(Name, () => Bind(workload));

    /// <summary>Why the peer can't take part in a row; null where it can.</summary>
    public string? WhyNot(Workload workload) =>
        !CanBind(workload) ? IsScoped
        : WhyNot(workload.LargestSize) is { } reason ? reason
        : workload.NeedsInstances && IsProcessWide ? "a process has only one"
        : (long)workload.BuffersHeld * SmallestBlock <= MostBytesHeld ? null
        : $"{workload.BuffersHeld:N0} of its blocks, of {SmallestBlock:N0} B or more, are over 1 GiB";

    /// <summary>Why the peer can't take part in a series; null where it can.</summary>
    public string? WhyNot(WorkloadSeries series) => series.Variants.Select(WhyNot).FirstOrDefault(static reason => reason is not null);

    /// <summary>Why the peer can't lend a buffer of this size; null where it can.</summary>
    public string? WhyNot(int size) => size > LargestSize ? $"it lends at most {LargestSize:N0} B" : null;

    protected abstract bool CanBind(Workload workload);
}

/// <summary>A peer whose lease may be a ref struct.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Create">Makes a pool for buffers up to a size; a process-wide peer returns the same one each time.</param>
internal record ScopedPeer<TPeer, TLease>(string Name, Func<int, TPeer> Create) : Peer(Name)
    where TPeer : struct, IPeer<TLease>
    where TLease : struct, allows ref struct
{
    private static readonly int[] s_checkedSizes = [1, 64, 200, 4_096, 5_000, 100_000, 1 << 20];

    public override TBound Bind<TBound>(Row<TBound> row) =>
        row is ScopedWorkload scoped && scoped.BindScoped<TPeer, TLease>(Create) is TBound bound
            ? bound
            : throw new InvalidOperationException($"{Name}: {IsScoped}.");

    /// <summary>Holds many buffers at once, fills them, and checks that each still has its own contents.</summary>
    /// <remarks>A pool that lends one buffer twice, or a shorter one than asked for, would win every row; this check refuses to measure it. A buffer is held by
    /// a call that hasn't returned, because not every lease may be kept elsewhere.</remarks>
    public override void Check()
    {
        const int Held = 64;
        const int Passes = 4;
        using TPeer pool = Create(s_checkedSizes[^1]);
        int[] sizes = [.. s_checkedSizes.Where(size => WhyNot(size) is null)];
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
                throw new BenchmarkException($"{Name}: buffer {index} of {Held} held at once ({size:N0} B) was overwritten by another.");
            }

            pool.Return(lease);
        }
    }

    protected override bool CanBind(Workload workload) => workload is ScopedWorkload;
}

/// <summary>A peer whose leases can be kept: it can take part in every row.</summary>
internal sealed record KeptPeer<TPeer, TLease>(string Name, Func<int, TPeer> Create) : ScopedPeer<TPeer, TLease>(Name, Create)
    where TPeer : struct, IPeer<TLease>
    where TLease : struct
{
    public override TBound Bind<TBound>(Row<TBound> row) => row.Bind<TPeer, TLease>(Create);

    protected override bool CanBind(Workload workload) => true;
}

namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer as the catalogue lists it: a name, its limits, and the workloads compiled for it.</summary>
/// <param name="Name">The name the tables and the command line use.</param>
/// <param name="Runs">What it can run: <see cref="IRuns"/>, or less where its lease is a ref struct.</param>
internal sealed record Peer(string Name, IScopedRuns Runs)
{
    /// <summary>The most memory one peer may take in one row.</summary>
    private const long MostBytesHeld = 1L << 30;

    private const string IsScoped = "its lease is a ref struct, which can't be kept in a field or cross an await";

    /// <summary>Gets the largest buffer the peer can lend, in bytes.</summary>
    public int LargestSize { get; init; } = int.MaxValue;

    /// <summary>Gets the memory the smallest buffer takes, in bytes.</summary>
    public int SmallestBlock { get; init; } = 1;

    /// <summary>Gets a value indicating whether a process has only one such pool.</summary>
    public bool IsProcessWide { get; init; }

    /// <summary>Gets a value indicating whether it holds memory of its own, rather than being a handle around <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
    public bool HoldsMemory { get; init; } = true;

    /// <summary>Gets the runs of a peer whose leases can be kept.</summary>
    public IRuns AllRuns => Runs as IRuns ?? throw new InvalidOperationException($"{Name}: {IsScoped}.");

    /// <summary>A peer with no limits.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="create">Makes a pool for buffers up to a size; a process-wide peer returns the same one each time.</param>
    public static Peer Of<TPeer, TLease>(string name, Func<int, TPeer> create)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct => new(name, new Runs<TPeer, TLease>(create));

    /// <summary>Makes <paramref name="workload"/> ready to run over this peer, which must take part in it.</summary>
    public Run Bind(Workload workload) => workload.BindScoped is { } bind ? bind(Runs) : workload.Bind(AllRuns);

    /// <summary>This peer as one of those that take turns in a row.</summary>
    public Entrant In(Workload workload) => new(Name, () => Bind(workload));

    /// <summary>Why the peer can't take part in a row; null where it can.</summary>
    public string? WhyNot(Workload workload)
    {
        if (workload.BindScoped is null && Runs is not IRuns)
        {
            return IsScoped;
        }

        if (WhyNot(workload.LargestSize) is { } reason)
        {
            return reason;
        }

        if (workload.NeedsInstances && IsProcessWide)
        {
            return "a process has only one";
        }

        return (long)workload.BuffersHeld * SmallestBlock > MostBytesHeld
            ? $"{workload.BuffersHeld:N0} of its blocks, of {SmallestBlock:N0} B or more, are over 1 GiB"
            : null;
    }

    /// <summary>Why the peer can't take part in a series; null where it can.</summary>
    public string? WhyNot(WorkloadSeries series) =>
        series.Variants.Select(variant => WhyNot(variant.Workload)).FirstOrDefault(static reason => reason is not null);

    /// <summary>Why the peer can't lend a buffer of this size; null where it can.</summary>
    public string? WhyNot(int size) => size > LargestSize ? $"it lends at most {LargestSize:N0} B" : null;
}

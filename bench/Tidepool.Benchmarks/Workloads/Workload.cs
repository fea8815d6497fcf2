namespace Tidepool.Benchmarks.Workloads;

/// <summary>A pattern of renting and returning, run over every peer: one line of the reports.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="LargestSize">The largest size.</param>
/// <param name="BuffersHeld">Roughly how many buffers it holds at once.</param>
internal abstract record Workload(string Name, string Description, int LargestSize = Workload.UsualSize, int BuffersHeld = 1)
    : Row<Run>(Name, Description, LargestSize)
{
    public const int UsualSize = 4_096;

    protected const int Kibibyte = 1_024;
    protected const int Mebibyte = 1 << 20;

    /// <summary>The p of the ported programs: the number of processors, but at least 2, or nothing would run side by side, and at most 8.</summary>
    public static readonly int Processors = Math.Clamp(Environment.ProcessorCount, 2, 8);

    /// <summary>Gets a value indicating whether the row measures the pool; a row that only shows the harness's own cost has no winner.</summary>
    public bool MeasuresPool { get; init; } = true;

    /// <summary>Gets a value indicating whether the row uses several pools side by side, so that a process-wide pool can't take part.</summary>
    public bool NeedsInstances { get; init; }

    /// <summary>Those peers that can take part, to take turns with each other.</summary>
    public Entrant[] Over(IEnumerable<Peer> peers) => [.. peers.Where(peer => peer.WhyNot(this) is null).Select(peer => peer.In(this))];
}

/// <summary>A pattern in which a buffer lives within one method, so that its lease may be a ref struct.</summary>
internal abstract record ScopedWorkload(string Name, string Description, int LargestSize) : Workload(Name, Description, LargestSize)
{
    public sealed override Run Bind<TPeer, TLease>(Func<int, TPeer> create) => BindScoped<TPeer, TLease>(create);

    /// <inheritdoc cref="Row{TBound}.Bind"/>
    public abstract Run BindScoped<TPeer, TLease>(Func<int, TPeer> create)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct, allows ref struct;
}

/// <summary>One workload with increasing amounts of something, measured against itself.</summary>
/// <param name="Name">The short name, as the command line and files take it.</param>
/// <param name="Unit">What increases.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="Counts">How much of it there is, rising.</param>
/// <param name="Make">Makes the workload with so much of it.</param>
internal sealed record WorkloadSeries(string Name, string Unit, string Description, IReadOnlyList<int> Counts, Func<int, Workload> Make)
{
    public IReadOnlyList<Workload> Variants { get; } = [.. Counts.Select(Make)];

    /// <summary>The variants over one peer, to take turns with each other.</summary>
    public Entrant[] Over(Peer peer) => [.. Variants.Select(variant => peer.In(variant) with { Name = variant.Name })];
}

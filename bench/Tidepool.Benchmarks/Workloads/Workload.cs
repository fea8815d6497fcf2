namespace Tidepool.Benchmarks.Workloads;

/// <summary>A pattern of renting and returning, written once and run over every peer: one row group of the report.</summary>
/// <param name="Name">The short name, as the command line takes it.</param>
/// <param name="Description">What one operation is, in a phrase.</param>
/// <param name="Bind">Picks the pattern among those compiled for a peer.</param>
internal sealed record Workload(string Name, string Description, Func<IRuns, Run> Bind)
{
    public const int UsualSize = 4_096;

    /// <summary>Gets the same as <see cref="Bind"/> for a peer whose lease is a ref struct; null where leases outlive a method.</summary>
    public Func<IScopedRuns, Run>? BindScoped { get; init; }

    /// <summary>Gets a value indicating whether the row measures the pool; a row that only shows the harness's own cost has no winner.</summary>
    public bool MeasuresPool { get; init; } = true;

    /// <summary>Gets the largest size it asks for, in bytes.</summary>
    public int LargestSize { get; init; } = UsualSize;

    /// <summary>Gets roughly how many buffers it holds at once.</summary>
    public int BuffersHeld { get; init; } = 1;

    /// <summary>Gets a value indicating whether the row uses several pools side by side, so that a process-wide pool can't take part.</summary>
    public bool NeedsInstances { get; init; }

    /// <summary>Those peers that can take part, to take turns with each other.</summary>
    public Entrant[] Over(IEnumerable<Peer> peers) => [.. peers.Where(peer => peer.WhyNot(this) is null).Select(peer => peer.In(this))];
}

/// <summary>One workload with increasing amounts of something, measured against itself.</summary>
/// <param name="Name">The short name, as the command line and files take it.</param>
/// <param name="Unit">What increases.</param>
/// <param name="Description">What one operation is.</param>
/// <param name="Variants">The counts, rising, each with its workload.</param>
internal sealed record WorkloadSeries(string Name, string Unit, string Description, IReadOnlyList<(int Count, Workload Workload)> Variants)
{
    /// <summary>The variants over one peer, to take turns with each other.</summary>
    public Entrant[] Over(Peer peer) => [.. Variants.Select(variant => peer.In(variant.Workload) with { Name = variant.Workload.Name })];
}

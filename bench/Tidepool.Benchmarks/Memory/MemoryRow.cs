namespace Tidepool.Benchmarks.Memory;

/// <summary>A pattern of use whose memory is watched afterwards, in a process of its own for each peer.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Description">What is done, in a phrase.</param>
/// <param name="LargestSize">The largest size it asks for, in bytes.</param>
/// <param name="Execute">Uses the pool, then samples by the session's schedule.</param>
internal sealed record MemoryRow(string Name, string Description, int LargestSize, Action<IRuns, MemorySession> Execute)
{
    /// <summary>Gets a value indicating whether a full collection is forced before each sample; otherwise the runtime decides.</summary>
    public bool ForcesCollections { get; init; }

    /// <summary>Gets a value indicating whether all peers together take gigabytes.</summary>
    public bool IsHeavy { get; init; }
}

/// <summary>One memory row over all peers.</summary>
internal sealed record MemoryResult(
    MemoryRow Row, IReadOnlyList<(string Peer, IReadOnlyList<MemorySample> Samples)> Peers, IReadOnlyList<Absence> Absences)
{
    /// <summary>Gets a value indicating whether the memory was watched for a time; false where one sample was taken.</summary>
    public bool IsOverTime => Peers.Any(static peer => peer.Samples.Count > 1);
}

namespace Tidepool.Benchmarks.Processes;

/// <summary>A pattern of use that has a process of its own for each peer, which writes samples.</summary>
/// <param name="Name">The short name.</param>
/// <param name="Description">What is done, in a phrase.</param>
/// <param name="LargestSize">The largest size it asks for, in bytes.</param>
/// <param name="Execute">Uses the pool, and writes samples.</param>
internal sealed record ProcessRow(string Name, string Description, int LargestSize, Action<IRuns, Session> Execute)
{
    /// <summary>Gets a value indicating whether a full collection is forced before each sample; otherwise the runtime decides.</summary>
    public bool ForcesCollections { get; init; }

    /// <summary>Gets a value indicating whether all peers together take gigabytes.</summary>
    public bool IsHeavy { get; init; }
}

/// <summary>One row over all peers that can take part in it.</summary>
internal sealed record ProcessResult(ProcessRow Row, IReadOnlyList<(string Peer, IReadOnlyList<Sample> Samples)> Peers)
{
    /// <summary>Gets a value indicating whether the memory was watched for a time; false where one sample was taken.</summary>
    public bool IsOverTime => Peers.Any(static peer => peer.Samples.Count > 1);
}

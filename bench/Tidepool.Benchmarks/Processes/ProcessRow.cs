namespace Tidepool.Benchmarks.Processes;

/// <summary>A pattern of use that has a process of its own for each peer, which writes samples.</summary>
internal abstract record ProcessRow(string Name, string Description, int LargestSize) : Row<Action<Session>>(Name, Description, LargestSize)
{
    /// <summary>Gets a value indicating whether a full collection is forced before each sample; otherwise the runtime decides.</summary>
    public bool ForcesCollections { get; init; }

    /// <summary>Holds many buffers at once, fills them, and returns them.</summary>
    /// <remarks>Not inlined, so that nothing on the caller's stack keeps the leases alive.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    protected static void RentAndReturn<TPeer, TLease>(TPeer peer, int count, int size)
        where TPeer : struct, IPeer<TLease>
        where TLease : struct
    {
        TLease[] leases = new TLease[count];
        for (int i = 0; i < leases.Length; i++)
        {
            leases[i] = peer.Rent(size);
            TPeer.Bytes(leases[i], size).Fill(1);
        }

        Array.ForEach(leases, lease => peer.Return(lease));
    }
}

/// <summary>One row over all peers that can take part in it.</summary>
internal sealed record ProcessResult(ProcessRow Row, IReadOnlyList<(string Peer, IReadOnlyList<Sample> Samples)> Peers)
{
    /// <summary>Gets a value indicating whether the memory was watched for a time; false where one sample was taken.</summary>
    public bool IsOverTime => Peers.Any(static peer => peer.Samples.Count > 1);
}

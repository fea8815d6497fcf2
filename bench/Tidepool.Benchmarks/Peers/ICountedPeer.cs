namespace Tidepool.Benchmarks.Peers;

/// <summary>A peer whose buffers can be told apart, and that may count those it made.</summary>
internal interface ICountedPeer<TSelf, TLease> : IPeer<TSelf, TLease>
    where TSelf : struct, ICountedPeer<TSelf, TLease>
    where TLease : struct
{
    /// <summary>Gets the buffers made since the pool was; null where it doesn't say.</summary>
    public long? BuffersMade { get; }

    /// <summary>The array that a lease lies in.</summary>
    public static abstract byte[] ArrayOf(TLease lease);
}

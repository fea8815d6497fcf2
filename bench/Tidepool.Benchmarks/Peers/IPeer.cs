namespace Tidepool.Benchmarks.Peers;

/// <summary>One way to get byte buffers, as seen by every workload.</summary>
/// <remarks>
/// Both type arguments are structs on purpose: the JIT then compiles every workload once for each peer, with direct, inlined calls.
/// A reference type as lease would make workloads share one body between peers, with a lookup in each call; an array travels in an
/// <see cref="ArrayLease"/> for that reason.
/// </remarks>
/// <typeparam name="TSelf">The peer itself.</typeparam>
/// <typeparam name="TLease">What <see cref="Rent"/> hands out and <see cref="Return"/> takes back.</typeparam>
internal interface IPeer<TSelf, TLease> : IDisposable
    where TSelf : struct, IPeer<TSelf, TLease>
    where TLease : struct, allows ref struct
{
    /// <summary>Largest buffer that most workloads ask for.</summary>
    public const int UsualLargestSize = 1 << 20;

    /// <summary>Gets the name the tables and the command line use.</summary>
    public static abstract string Name { get; }

    /// <summary>Gets the largest buffer the peer can lend, in bytes.</summary>
    public static virtual int LargestSize => int.MaxValue;

    /// <summary>Gets the memory the smallest buffer takes, in bytes.</summary>
    public static virtual int SmallestBlock => 1;

    /// <summary>Gets a value indicating whether a process has only one such pool.</summary>
    public static virtual bool IsProcessWide => false;

    /// <summary>Gets the bytes the pool says it holds, rented and idle; null where it doesn't say.</summary>
    public long? BytesHeld => null;

    /// <summary>Makes a pool; a peer of which a process has only one returns that one each time.</summary>
    /// <param name="largestSize">The largest buffer that will be asked for, in bytes: what a user would configure the pool for.</param>
    public static abstract TSelf Create(int largestSize = UsualLargestSize);

    /// <summary>Gets a buffer of at least <paramref name="size"/> bytes.</summary>
    public TLease Rent(int size);

    /// <summary>The first <paramref name="size"/> bytes of a rented buffer, taken the way a user of this peer would.</summary>
    public Span<byte> Bytes(TLease lease, int size);

    /// <summary>Gives the buffer back.</summary>
    public void Return(TLease lease);

    /// <summary>Gives the buffer back as the end of a <c>using</c> block does, where the peer has one.</summary>
    public void DisposeLease(TLease lease);
}

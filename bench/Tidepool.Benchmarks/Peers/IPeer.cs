namespace Tidepool.Benchmarks.Peers;

/// <summary>One way to get byte buffers, as seen by every workload.</summary>
/// <remarks>
/// Peers and leases are structs on purpose: the JIT then compiles every workload once for each peer, with direct, inlined calls.
/// A reference type as a lease would make peers share one compiled body, with a lookup in each call; that is why an array travels in an
/// <see cref="ArrayLease"/>. What peers of one kind have in common is static: an instance's default method would box the peer.
/// </remarks>
/// <typeparam name="TLease">What <see cref="Rent"/> hands out and <see cref="Return"/> takes back.</typeparam>
internal interface IPeer<TLease> : IDisposable
    where TLease : struct, allows ref struct
{
    /// <summary>Gets a value indicating whether <see cref="DisposeLease"/> is how a <c>using</c> block ends; otherwise it is <see cref="Return"/>.</summary>
    public static virtual bool DisposesLeases => false;

    /// <summary>Gets the bytes the pool says it holds, rented and idle; null where it doesn't say.</summary>
    public long? BytesHeld => null;

    /// <summary>Gets the buffers made since the pool was created; null where it doesn't say.</summary>
    public long? BuffersMade => null;

    /// <summary>The first <paramref name="size"/> bytes of a rented buffer, taken the way a user of this peer would.</summary>
    public static abstract Span<byte> Bytes(TLease lease, int size);

    public static virtual void DisposeLease(TLease lease) => throw new NotSupportedException($"A {typeof(TLease)} is only returned.");

    /// <summary>The array that backs a lease.</summary>
    public static virtual byte[] ArrayOf(TLease lease) => throw new NotSupportedException($"A {typeof(TLease)} doesn't show its array.");

    /// <summary>Gets a buffer of at least <paramref name="size"/> bytes.</summary>
    public TLease Rent(int size);

    /// <summary>Gives the buffer back.</summary>
    public void Return(TLease lease);

    /// <summary>Does nothing: the pool belongs to the process, or the collector takes it.</summary>
    void IDisposable.Dispose()
    {
    }
}

using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A rented buffer, marked at both ends; returning it checks the marks.</summary>
internal readonly struct HeldBuffer<TPeer, TLease>
    where TPeer : struct, IPeer<TPeer, TLease>
    where TLease : struct
{
    private readonly TLease _lease;
    private readonly int _size;

    private HeldBuffer(TLease lease, int size)
    {
        _lease = lease;
        _size = size;
    }

    /// <summary>Gets a value indicating whether there is a buffer.</summary>
    public bool IsHeld => _size != 0;

    /// <summary>Gets the size asked for, in bytes; 0 without a buffer.</summary>
    public int Size => _size;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static HeldBuffer<TPeer, TLease> Rent(TPeer peer, int size)
    {
        TLease lease = peer.Rent(size);
        BufferEnds.Write(peer.Bytes(lease, size), size, (byte)size);
        return new HeldBuffer<TPeer, TLease>(lease, size);
    }

    /// <exception cref="BufferCheckException">Somebody else wrote to the buffer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(TPeer peer)
    {
        BufferEnds.Expect(peer.Bytes(_lease, _size), _size, (byte)_size);
        peer.Return(_lease);
    }

    /// <summary>The whole buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(TPeer peer) => peer.Bytes(_lease, _size);
}

using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary><c>MemoryPool&lt;byte&gt;.Shared</c>, which lends from <c>ArrayPool&lt;byte&gt;.Shared</c>.</summary>
internal readonly struct SharedMemoryPoolPeer : IPeer<SharedMemoryPoolPeer, OwnerLease>
{
    public static string Name => "MemoryPool.Shared";

    public static bool IsProcessWide => true;

    public static SharedMemoryPoolPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public OwnerLease Rent(int size) => new(MemoryPool<byte>.Shared.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(OwnerLease lease, int size) => lease.Owner.Memory.Span[..size];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(OwnerLease lease) => lease.Owner.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(OwnerLease lease) => lease.Owner.Dispose();

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

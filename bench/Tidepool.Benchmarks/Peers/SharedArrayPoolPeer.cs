using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary><c>ArrayPool&lt;byte&gt;.Shared</c>: the baseline of every ratio.</summary>
internal readonly struct SharedArrayPoolPeer : IPeer<SharedArrayPoolPeer, ArrayLease>
{
    public static string Name => "ArrayPool.Shared";

    public static bool IsProcessWide => true;

    public static SharedArrayPoolPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(ArrayPool<byte>.Shared.Rent(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => ArrayPool<byte>.Shared.Return(lease.Array);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => Return(lease);

    /// <summary>Does nothing: the pool belongs to the process.</summary>
    public void Dispose()
    {
    }
}

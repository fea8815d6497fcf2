using System.Buffers;
using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary><c>ArrayPool&lt;byte&gt;.Shared</c>: the baseline of every ratio.</summary>
internal readonly struct SharedArrayPoolPeer : ICountedPeer<SharedArrayPoolPeer, ArrayLease>
{
    public static string Name => "ArrayPool.Shared";

    public static bool IsProcessWide => true;

    /// <summary>Gets nothing: only its event source tells.</summary>
    public long? BuffersMade => null;

    public static SharedArrayPoolPeer Create(int largestSize) => default;

    public static byte[] ArrayOf(ArrayLease lease) => lease.Array;

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

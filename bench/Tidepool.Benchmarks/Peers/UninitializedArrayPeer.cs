using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>No pool at all: a fresh array each time, not zeroed from 2 KiB up, left to the collector.</summary>
internal readonly struct UninitializedArrayPeer : IPeer<UninitializedArrayPeer, ArrayLease>
{
    public static string Name => "AllocateUninitialized";

    public static bool IsProcessWide => true;

    public static UninitializedArrayPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(GC.AllocateUninitializedArray<byte>(size));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    /// <summary>Does nothing: dropping the array is the return.</summary>
    public void Return(ArrayLease lease)
    {
    }

    /// <summary>Does nothing: dropping the array is the return.</summary>
    public void DisposeLease(ArrayLease lease)
    {
    }

    /// <summary>Does nothing: there is no pool.</summary>
    public void Dispose()
    {
    }
}

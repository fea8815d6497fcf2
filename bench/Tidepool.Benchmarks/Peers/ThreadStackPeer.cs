using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A control, no peer of the tables: arrays of one size on a stack of the running thread, with no check,
/// no limit by size and nothing shared.</summary>
/// <remarks>No pool that serves several threads can do less. What it can't reach in a row is the row's own cost, not a pool's.</remarks>
internal readonly struct ThreadStackPeer : IPeer<ThreadStackPeer, ArrayLease>
{
    private const int MostKept = 64;

    [ThreadStatic]
    private static byte[][]? t_arrays;

    [ThreadStatic]
    private static int t_count;

    public static string Name => "bare stack";

    public static bool IsProcessWide => true;

    public static ThreadStackPeer Create(int largestSize) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(t_count > 0 && t_arrays![t_count - 1].Length >= size ? t_arrays[--t_count] : new byte[size]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease)
    {
        byte[][] arrays = t_arrays ??= new byte[MostKept][];
        if (t_count < MostKept)
        {
            arrays[t_count++] = lease.Array;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => Return(lease);

    /// <summary>Does nothing: the stacks belong to their threads.</summary>
    public void Dispose()
    {
    }
}

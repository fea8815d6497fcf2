using System.Runtime.CompilerServices;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A control, no peer of the tables: for each of the pool's own sizes one stack for all threads, last in, first out, behind a lock, with no check
/// and no limit.</summary>
/// <remarks>The fewest buffers that a pool can do with, and the warmest: whatever came back last goes out first, whoever asks.</remarks>
internal readonly struct LockedStackPeer : ICountedPeer<LockedStackPeer, ArrayLease>
{
    private readonly LockedStack[] _stacks;
    private readonly int[] _sizes;

    private LockedStackPeer(int[] sizes)
    {
        _sizes = sizes;
        _stacks = [.. sizes.Select(static size => new LockedStack(size))];
    }

    public static string Name => "locked stack";

    public long? BuffersMade => _stacks.Sum(static stack => stack.Made);

    public static LockedStackPeer Create(int largestSize)
    {
        // The pool doesn't list its sizes, but its buffers tell them.
        using BytePool pool = new(new BytePoolOptions());
        List<int> sizes = [];
        while (sizes.Count == 0 || sizes[^1] < largestSize)
        {
            using ByteLease next = pool.Rent(sizes.Count == 0 ? 1 : sizes[^1] + 1);
            sizes.Add(next.Capacity);
        }

        return new LockedStackPeer([.. sizes]);
    }

    public static byte[] ArrayOf(ArrayLease lease) => lease.Array;

    public ArrayLease Rent(int size) => new(_stacks[IndexOf(size)].Pop());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    public void Return(ArrayLease lease) => _stacks[IndexOf(lease.Array.Length)].Push(lease.Array);

    public void DisposeLease(ArrayLease lease) => Return(lease);

    /// <summary>Does nothing: the collector takes the stacks.</summary>
    public void Dispose()
    {
    }

    private int IndexOf(int size)
    {
        int index = Array.BinarySearch(_sizes, size);
        return index < 0 ? ~index : index;
    }
}

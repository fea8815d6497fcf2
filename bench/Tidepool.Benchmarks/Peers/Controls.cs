namespace Tidepool.Benchmarks.Peers;

/// <summary>A control: arrays of one size on a stack of the current thread, with no check, no limit by size and nothing shared.</summary>
/// <remarks>No pool that serves several threads can do less. Where even this is slow, the cost is the row's own, not a pool's.</remarks>
internal readonly struct ThreadStack : IArrayPeer
{
    private const int MostKept = 64;

    [ThreadStatic]
    private static byte[][]? t_arrays;

    [ThreadStatic]
    private static int t_count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => new(t_count > 0 && t_arrays![--t_count].Length >= size ? t_arrays[t_count] : new byte[size]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease)
    {
        byte[][] arrays = t_arrays ??= new byte[MostKept][];
        if (t_count < MostKept)
        {
            arrays[t_count++] = lease.Array;
        }
    }
}

/// <summary>A control: for each of the pool's own sizes one stack, shared by all threads, behind a lock, with no check and no limit.</summary>
/// <remarks>The fewest buffers that a pool can manage with, and the warmest: the last one returned goes out first, to any thread.</remarks>
internal readonly struct LockedStacks : IArrayPeer
{
    private readonly int[] _sizes;
    private readonly Stack<byte[]>[] _stacks;
    private readonly StrongBox<long> _made = new();

    public LockedStacks(int largestSize)
    {
        // The pool doesn't list its sizes, but its buffers show them.
        using BytePool pool = new(new BytePoolOptions());
        List<int> sizes = [];
        while (sizes.Count == 0 || sizes[^1] < largestSize)
        {
            using ByteLease next = pool.Rent(sizes.Count == 0 ? 1 : sizes[^1] + 1);
            sizes.Add(next.Capacity);
        }

        _sizes = [.. sizes];
        _stacks = [.. sizes.Select(static _ => new Stack<byte[]>())];
    }

    public long? BuffersMade => Interlocked.Read(ref _made.Value);

    public ArrayLease Rent(int size)
    {
        int index = IndexOf(size);
        lock (_stacks[index])
        {
            if (_stacks[index].TryPop(out byte[]? array))
            {
                return new(array);
            }
        }

        Interlocked.Increment(ref _made.Value);
        return new(GC.AllocateUninitializedArray<byte>(_sizes[index]));
    }

    public void Return(ArrayLease lease)
    {
        Stack<byte[]> stack = _stacks[IndexOf(lease.Array.Length)];
        lock (stack)
        {
            stack.Push(lease.Array);
        }
    }

    private int IndexOf(int size)
    {
        int index = Array.BinarySearch(_sizes, size);
        return index < 0 ? ~index : index;
    }
}

/// <summary>An array and an object that holds it: the least that a pool with an object per buffer keeps.</summary>
internal sealed record PlainBuffer(byte[] Array);

/// <summary>A <see cref="PlainBuffer"/> as a struct (see <see cref="IPeer{TLease}"/>).</summary>
internal readonly record struct PlainLease(PlainBuffer Buffer);

/// <summary>A control: plain arrays with an object for each, on one stack, for one thread and one size.</summary>
internal readonly struct PlainPeer(Stack<PlainBuffer> idle) : IPeer<PlainLease>
{
    public static Span<byte> Bytes(PlainLease lease, int size) => lease.Buffer.Array.AsSpan(0, size);

    public PlainLease Rent(int size) => new(idle.TryPop(out PlainBuffer? buffer) ? buffer : new PlainBuffer(new byte[size]));

    public void Return(PlainLease lease) => idle.Push(lease.Buffer);
}

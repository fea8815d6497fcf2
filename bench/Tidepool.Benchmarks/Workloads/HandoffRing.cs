using System.Numerics;
using System.Runtime.InteropServices;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A plain bounded ring between one producer thread and one consumer thread.</summary>
/// <remarks>Places are not cleared after reading: leases are values, and the next lap overwrites them.</remarks>
/// <typeparam name="T">What travels.</typeparam>
internal sealed class HandoffRing<T>
    where T : struct
{
    private readonly T[] _items;
    private readonly int _mask;
    private RingPositions _positions;

    /// <param name="capacity">Places; a power of two.</param>
    public HandoffRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(capacity, (int)BitOperations.RoundUpToPowerOf2((uint)capacity));
        _items = new T[capacity];
        _mask = capacity - 1;
    }

    /// <summary>Puts an item in, waiting while the ring is full. Producer thread only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Enqueue(T item)
    {
        long written = _positions.Written;
        if (written - _positions.ReadAsSeenByProducer > _mask)
        {
            WaitForRoom(written);
        }

        _items[(int)written & _mask] = item;
        Volatile.Write(ref _positions.Written, written + 1);
    }

    /// <summary>Takes the oldest item out, waiting while the ring is empty. Consumer thread only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Dequeue()
    {
        long read = _positions.Read;
        if (read == _positions.WrittenAsSeenByConsumer)
        {
            WaitForItem(read);
        }

        T item = _items[(int)read & _mask];
        Volatile.Write(ref _positions.Read, read + 1);
        return item;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForRoom(long written)
    {
        SpinWait spin = default;
        while (written - (_positions.ReadAsSeenByProducer = Volatile.Read(ref _positions.Read)) > _mask)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForItem(long read)
    {
        SpinWait spin = default;
        while (read == (_positions.WrittenAsSeenByConsumer = Volatile.Read(ref _positions.Written)))
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}

/// <summary>The positions of a <see cref="HandoffRing{T}"/>: each side's own fields two cache lines away from the other's,
/// since processors fetch lines in pairs.</summary>
[StructLayout(LayoutKind.Explicit, Size = 384)]
internal struct RingPositions
{
    /// <summary>Items ever put in; written by the producer.</summary>
    [FieldOffset(128)]
    public long Written;

    /// <summary>The producer's last look at <see cref="Read"/>, so that it doesn't fetch the consumer's line for every item.</summary>
    [FieldOffset(136)]
    public long ReadAsSeenByProducer;

    /// <summary>Items ever taken out; written by the consumer.</summary>
    [FieldOffset(256)]
    public long Read;

    /// <summary>The consumer's last look at <see cref="Written"/>.</summary>
    [FieldOffset(264)]
    public long WrittenAsSeenByConsumer;
}

using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Peers;

/// <summary>A control, no peer of the tables: arrays that one thread takes from a ring and one other thread puts back into it, with no check,
/// in the order in which they went out.</summary>
/// <remarks>The least that a pool between two threads can do: each buffer and one place of a ring go to the other processor and back.</remarks>
internal readonly struct HandBackRingPeer : IPeer<HandBackRingPeer, ArrayLease>
{
    /// <summary>A few more than the ring of the handoff rows holds, so that the taker hardly ever waits.</summary>
    private const int Arrays = 320;

    private readonly HandoffRing<ArrayLease> _idle;

    private HandBackRingPeer(HandoffRing<ArrayLease> idle) => _idle = idle;

    public static string Name => "ring back";

    public static int LargestSize => 4_096;

    public static HandBackRingPeer Create(int largestSize)
    {
        HandoffRing<ArrayLease> idle = new(2 * 256);
        for (int i = 0; i < Arrays; i++)
        {
            idle.Enqueue(new ArrayLease(new byte[LargestSize]));
        }

        return new HandBackRingPeer(idle);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ArrayLease Rent(int size) => _idle.Dequeue();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Bytes(ArrayLease lease, int size) => lease.Array.AsSpan(0, size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Return(ArrayLease lease) => _idle.Enqueue(lease);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void DisposeLease(ArrayLease lease) => Return(lease);

    /// <summary>Does nothing: the collector takes the ring.</summary>
    public void Dispose()
    {
    }
}

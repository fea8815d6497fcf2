using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rented on one thread, returned on another, in order.</summary>
internal sealed class HandoffWorkload(int ringSize) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"handoff-{ringSize}";

    public override string Description =>
        $"rent 4,096 B and touch on one thread, read both ends and return on another, through a ring of {ringSize} (ring included)";

    public override Run Bind<TPeer, TLease>() => new InOrder<TPeer, TLease>(ringSize, Size);

    private sealed class InOrder<TPeer, TLease>(int ringSize, int size) : HandoffRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly HandoffRing<TLease> _ring = new(ringSize);
        private readonly int _size = size;

        protected override void ProduceChunk()
        {
            TPeer peer = Peer;
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size, (byte)i);
                _ring.Enqueue(lease);
            }
        }

        protected override void ConsumeChunk()
        {
            TPeer peer = Peer;
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                TLease lease = _ring.Dequeue();
                BufferEnds.Expect(peer.Bytes(lease, size), size, (byte)i);
                peer.Return(lease);
            }
        }
    }
}

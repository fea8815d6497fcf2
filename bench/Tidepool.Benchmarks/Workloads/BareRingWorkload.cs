using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>What the handoff rows pay for the ring alone: one lease passed again and again, never touched, never returned on the way.</summary>
/// <remarks>It runs over every peer because leases differ in size. Not to be subtracted blindly: with real work, waiting overlaps.</remarks>
internal sealed class BareRingWorkload(int ringSize) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"ring-{ringSize}";

    public override string Description => $"pass one lease through a ring of {ringSize} to another thread: no renting, the ring's own cost";

    public override bool MeasuresPool => false;

    public override Run Bind<TPeer, TLease>() => new BareRing<TPeer, TLease>(ringSize);

    private sealed class BareRing<TPeer, TLease> : HandoffRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly HandoffRing<TLease> _ring;
        private readonly TLease _lease;

        public BareRing(int ringSize)
        {
            _ring = new HandoffRing<TLease>(ringSize);
            _lease = Peer.Rent(Size);
        }

        protected override void ProduceChunk()
        {
            TLease lease = _lease;
            for (int i = 0; i < LoopLength; i++)
            {
                _ring.Enqueue(lease);
            }
        }

        protected override void ConsumeChunk()
        {
            TLease lease = default;
            for (int i = 0; i < LoopLength; i++)
            {
                lease = _ring.Dequeue();
            }

            BufferEnds.Require(Peer.Bytes(lease, Size), Size);
        }

        protected override void ReturnLeft() => Peer.Return(_lease);
    }
}

using System.Runtime.CompilerServices;
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

    public override Run Bind<TPeer, TLease>() => new BareRingRun<TPeer, TLease>(ringSize);

    private sealed class BareRingRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();
        private readonly HandoffRing<TLease> _ring;
        private readonly TLease _lease;
        private readonly Worker _consumer;

        public BareRingRun(int ringSize)
        {
            _ring = new HandoffRing<TLease>(ringSize);
            _lease = _peer.Rent(Size);
            _consumer = new Worker("ring consumer", Consume);
        }

        public override int OperationsPerChunk => LoopLength;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            _consumer.Start(chunks);
            for (int i = 0; i < chunks; i++)
            {
                ProduceChunk();
            }

            _consumer.WaitUntilDone();
        }

        public override void Dispose()
        {
            _consumer.Dispose();
            _peer.Return(_lease);
            _peer.Dispose();
        }

        private void Consume(int chunks)
        {
            TLease last = default;
            for (int i = 0; i < chunks; i++)
            {
                last = ConsumeChunk();
            }

            BufferEnds.Require(_peer.Bytes(last, Size), Size);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ProduceChunk()
        {
            TLease lease = _lease;
            for (int i = 0; i < LoopLength; i++)
            {
                _ring.Enqueue(lease);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private TLease ConsumeChunk()
        {
            TLease lease = default;
            for (int i = 0; i < LoopLength; i++)
            {
                lease = _ring.Dequeue();
            }

            return lease;
        }
    }
}

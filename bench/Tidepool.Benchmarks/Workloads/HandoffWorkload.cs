using System.Runtime.CompilerServices;
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

    public override Run Bind<TPeer, TLease>() => new HandoffRun<TPeer, TLease>(ringSize, Size);

    private sealed class HandoffRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();
        private readonly HandoffRing<TLease> _ring;
        private readonly int _size;
        private readonly Worker _consumer;

        public HandoffRun(int ringSize, int size)
        {
            _ring = new HandoffRing<TLease>(ringSize);
            _size = size;
            _consumer = new Worker("handoff consumer", Consume);
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
            _peer.Dispose();
        }

        private void Consume(int chunks)
        {
            for (int i = 0; i < chunks; i++)
            {
                ConsumeChunk();
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ProduceChunk()
        {
            TPeer peer = _peer;
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size, (byte)i);
                _ring.Enqueue(lease);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void ConsumeChunk()
        {
            TPeer peer = _peer;
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

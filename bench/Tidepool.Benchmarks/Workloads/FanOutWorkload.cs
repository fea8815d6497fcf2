using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rented on one thread, returned on several.</summary>
internal sealed class FanOutWorkload(int others) : Workload
{
    private const int Size = 4_096;
    private const int RingSize = 256;

    public override string Name => "handoff-1-to-n";

    public override string Description => $"one thread rents 4,096 B and deals them out to {others} threads, each through a ring of {RingSize}, which return them";

    public override Run Bind<TPeer, TLease>() => new FanRun<TPeer, TLease>(others, Size);

    private sealed class FanRun<TPeer, TLease> : Run
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int LoopPerRing = 128;

        private readonly TPeer _peer = TPeer.Create();
        private readonly HandoffRing<HeldBuffer<TPeer, TLease>>[] _rings;
        private readonly int _size;
        private readonly Team _others;

        public FanRun(int others, int size)
        {
            _rings = [.. Enumerable.Range(0, others).Select(_ => new HandoffRing<HeldBuffer<TPeer, TLease>>(RingSize))];
            _size = size;
            _others = new Team("handoff consumer", others, (index, chunks) =>
            {
                for (int i = 0; i < chunks; i++)
                {
                    OtherChunk(_rings[index]);
                }
            });
        }

        public override int OperationsPerChunk => LoopPerRing * _rings.Length;

        public override bool IsThreaded => true;

        public override void Execute(int chunks)
        {
            _others.Start(chunks);
            for (int i = 0; i < chunks; i++)
            {
                MainChunk();
            }

            _others.Wait();
        }

        public override void Dispose()
        {
            _others.Dispose();
            _peer.Dispose();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void MainChunk()
        {
            TPeer peer = _peer;
            int size = _size;
            for (int i = 0; i < LoopPerRing; i++)
            {
                foreach (HandoffRing<HeldBuffer<TPeer, TLease>> ring in _rings)
                {
                    ring.Enqueue(HeldBuffer<TPeer, TLease>.Rent(peer, size));
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void OtherChunk(HandoffRing<HeldBuffer<TPeer, TLease>> ring)
        {
            TPeer peer = _peer;
            for (int i = 0; i < LoopPerRing; i++)
            {
                ring.Dequeue().Return(peer);
            }
        }
    }
}

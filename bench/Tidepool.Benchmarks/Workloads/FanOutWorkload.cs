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

    public override Run Bind<TPeer, TLease>() => new FanOutRun<TPeer, TLease>(others, Size);

    private sealed class FanOutRun<TPeer, TLease>(int others, int size) : FanRun<TPeer, TLease>(others, RingSize)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void MainChunk()
        {
            TPeer peer = Peer;
            int bytes = size;
            for (int i = 0; i < LoopPerRing; i++)
            {
                foreach (HandoffRing<HeldBuffer<TPeer, TLease>> ring in Rings)
                {
                    ring.Enqueue(HeldBuffer<TPeer, TLease>.Rent(peer, bytes));
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void OtherChunk(HandoffRing<HeldBuffer<TPeer, TLease>> ring)
        {
            TPeer peer = Peer;
            for (int i = 0; i < LoopPerRing; i++)
            {
                ring.Dequeue().Return(peer);
            }
        }
    }
}

using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rented on several threads, returned on one.</summary>
internal sealed class FanInWorkload(int others) : Workload
{
    private const int Size = 4_096;
    private const int RingSize = 256;

    public override string Name => "handoff-n-to-1";

    public override string Description => $"{others} threads rent 4,096 B and pass them, each through a ring of {RingSize}, to one thread, which returns them";

    public override Run Bind<TPeer, TLease>() => new FanInRun<TPeer, TLease>(others, Size);

    private sealed class FanInRun<TPeer, TLease>(int others, int size) : FanRun<TPeer, TLease>(others, RingSize)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void MainChunk()
        {
            TPeer peer = Peer;
            for (int i = 0; i < LoopPerRing; i++)
            {
                foreach (HandoffRing<HeldBuffer<TPeer, TLease>> ring in Rings)
                {
                    ring.Dequeue().Return(peer);
                }
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void OtherChunk(HandoffRing<HeldBuffer<TPeer, TLease>> ring)
        {
            TPeer peer = Peer;
            int bytes = size;
            for (int i = 0; i < LoopPerRing; i++)
            {
                ring.Enqueue(HeldBuffer<TPeer, TLease>.Rent(peer, bytes));
            }
        }
    }
}

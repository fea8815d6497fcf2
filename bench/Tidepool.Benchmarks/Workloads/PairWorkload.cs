using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rent, touch, return: the fast path and nothing else.</summary>
internal sealed class PairWorkload : Workload
{
    private const int Size = 4_096;

    public override string Name => "pair";

    public override string Description => "rent 4,096 B, touch, return";

    public override Run Bind<TPeer, TLease>() => new PairRun<TPeer, TLease>(Size);

    private sealed class PairRun<TPeer, TLease>(int size) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => LoopLength;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            TPeer peer = _peer;
            // A local, not a constant: sizes are seldom known to the compiler, and no peer shall gain from folding them.
            int bytes = size;
            for (int i = 0; i < LoopLength; i++)
            {
                TLease lease = peer.Rent(bytes);
                BufferEnds.Write(peer.Bytes(lease, bytes), bytes);
                peer.Return(lease);
            }
        }

        public override void Dispose() => _peer.Dispose();
    }
}

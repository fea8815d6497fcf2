using System.Globalization;
using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rent, touch, return: the fast path and nothing else.</summary>
internal sealed class PairWorkload(int size) : Workload, IScopedWorkload
{
    private const int UsualSize = 4_096;

    public override string Name => size == UsualSize ? "pair" : $"pair-{size}";

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"rent {size:N0} B, touch, return");

    public override int LargestSize => size;

    public override Run Bind<TPeer, TLease>() => new PairRun<TPeer, TLease>(size);

    public Run BindScoped<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct => new PairRun<TPeer, TLease>(size);

    private sealed class PairRun<TPeer, TLease>(int size) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct
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

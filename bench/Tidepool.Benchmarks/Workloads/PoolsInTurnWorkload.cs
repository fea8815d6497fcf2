using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Several pools used in turn by one thread; a peer of which there is only one serves all turns itself.</summary>
internal sealed class PoolsInTurnWorkload(int pools) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"pools-{pools}";

    public override string Description => $"rent 4,096 B from the next of {pools} pools, touch, return (against one ArrayPool.Shared)";

    public override Run Bind<TPeer, TLease>() => new PoolsInTurnRun<TPeer, TLease>(pools, Size);

    private sealed class PoolsInTurnRun<TPeer, TLease> : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer[] _peers;
        private readonly int _size;
        private readonly TPeer[] _schedule;

        public PoolsInTurnRun(int pools, int size)
        {
            _size = size;
            _peers = new TPeer[pools];
            for (int i = 0; i < pools; i++)
            {
                _peers[i] = TPeer.Create();
            }

            _schedule = [.. Enumerable.Range(0, LoopLength - (LoopLength % pools)).Select(i => _peers[i % pools])];
        }

        public override int OperationsPerChunk => _schedule.Length;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            int size = _size;
            foreach (TPeer peer in _schedule)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size);
                peer.Return(lease);
            }
        }

        public override void Dispose()
        {
            foreach (TPeer peer in _peers)
            {
                peer.Dispose();
            }
        }
    }
}

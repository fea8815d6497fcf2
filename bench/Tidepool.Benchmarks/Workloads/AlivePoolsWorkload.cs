using System.Globalization;
using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>The fast path of one pool while others are alive.</summary>
internal sealed class AlivePoolsWorkload(int pools) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"alive-{pools}";

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"rent 4,096 B, touch, return on the last made of {pools:N0} pools, each used once by this thread");

    public override int BuffersHeld => pools;

    public override bool NeedsInstances => true;

    public override Run Bind<TPeer, TLease>() => new AlivePoolsRun<TPeer, TLease>(pools);

    private sealed class AlivePoolsRun<TPeer, TLease> : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer[] _peers;
        private readonly int _size = Size;

        public AlivePoolsRun(int pools)
        {
            _peers = [.. Enumerable.Range(0, pools).Select(_ => TPeer.Create())];
            foreach (TPeer peer in _peers)
            {
                HeldBuffer<TPeer, TLease>.Rent(peer, Size).Return(peer);
            }
        }

        public override int OperationsPerChunk => LoopLength;

        public override void Dispose()
        {
            foreach (TPeer peer in _peers)
            {
                peer.Dispose();
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            TPeer peer = _peers[^1];
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size);
                peer.Return(lease);
            }
        }
    }
}

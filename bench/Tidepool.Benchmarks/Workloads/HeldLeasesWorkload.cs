using System.Globalization;
using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>The fast path while many other leases are out.</summary>
internal sealed class HeldLeasesWorkload(int held) : Workload
{
    private const int Size = 256;

    public override string Name => $"held-{held}";

    public override string Description => string.Create(CultureInfo.InvariantCulture, $"rent {Size} B, touch, return, with {held:N0} others held");

    public override int LargestSize => Size;

    public override int BuffersHeld => held;

    public override Run Bind<TPeer, TLease>() => new HeldLeasesRun<TPeer, TLease>(held);

    private sealed class HeldLeasesRun<TPeer, TLease> : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();
        private readonly HeldBuffer<TPeer, TLease>[] _held;
        private readonly int _size = Size;

        public HeldLeasesRun(int held)
        {
            _held = new HeldBuffer<TPeer, TLease>[held];
            for (int i = 0; i < held; i++)
            {
                _held[i] = HeldBuffer<TPeer, TLease>.Rent(_peer, Size);
            }
        }

        public override int OperationsPerChunk => LoopLength;

        public override void Dispose()
        {
            foreach (HeldBuffer<TPeer, TLease> held in _held)
            {
                held.Return(_peer);
            }

            _peer.Dispose();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            TPeer peer = _peer;
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

using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A small buffer returned by the end of a <c>using</c> block, or by the <c>finally</c> that stands for it.</summary>
internal sealed class UsingWorkload : Workload
{
    private const int Size = 200;

    public override string Name => "using";

    public override string Description => "rent 200 B in a using block, touch";

    public override Run Bind<TPeer, TLease>() => new UsingRun<TPeer, TLease>(Size);

    private sealed class UsingRun<TPeer, TLease>(int size) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => 1_000;

        protected override void Chunk()
        {
            TPeer peer = _peer;
            int bytes = size;
            for (int i = 0; i < 1_000; i++)
            {
                using Scope<TPeer, TLease> scope = new(peer, peer.Rent(bytes));
                BufferEnds.Write(peer.Bytes(scope.Lease, bytes), bytes);
            }
        }

        public override void Dispose() => _peer.Dispose();
    }

    /// <summary>Gives every peer a <c>using</c>, with the peer's own way of disposing a lease at its end.</summary>
    private readonly ref struct Scope<TPeer, TLease>(TPeer peer, TLease lease)
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = peer;

        public TLease Lease { get; } = lease;

        public void Dispose() => _peer.DisposeLease(Lease);
    }
}

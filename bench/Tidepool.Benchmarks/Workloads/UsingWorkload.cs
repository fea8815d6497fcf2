using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A small buffer returned by the end of a <c>using</c> block, or by the <c>finally</c> that stands for it.</summary>
internal sealed class UsingWorkload : Workload, IScopedWorkload
{
    private const int Size = 200;

    public override string Name => "using";

    public override string Description => "rent 200 B in a using block, touch";

    public override Run Bind<TPeer, TLease>() => new UsingRun<TPeer, TLease>(Size);

    public Run BindScoped<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct => new UsingRun<TPeer, TLease>(Size);

    private sealed class UsingRun<TPeer, TLease>(int size) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct, allows ref struct
    {
        private readonly TPeer _peer = TPeer.Create();

        public override int OperationsPerChunk => LoopLength;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            for (int i = 0; i < LoopLength; i++)
            {
                Use(_peer, size);
            }
        }

        /// <summary>A method of its own, as such blocks are in programs: in a loop the JIT keeps what lives across the block on the stack.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Use(TPeer peer, int bytes)
        {
            // What the compiler makes of a using declaration. A disposable wrapper for peers that have none would be measured with it.
            TLease lease = peer.Rent(bytes);
            try
            {
                BufferEnds.Write(peer.Bytes(lease, bytes), bytes);
            }
            finally
            {
                peer.DisposeLease(lease);
            }
        }

        public override void Dispose() => _peer.Dispose();
    }
}

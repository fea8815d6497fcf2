using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>A different size each time, so that size classes and their caches change all the while.</summary>
internal sealed class MixedWorkload : Workload
{
    /// <summary>A multiple of a chunk's length.</summary>
    private const int Count = 4_096;
    private const int Smallest = 64;
    private const int Largest = 1 << 20;

    public override string Name => "mixed";

    public override string Description => "rent 64 B–1 MiB (log-uniform, the same sequence for all), touch, return";

    public override int LargestSize => Largest;

    public override Run Bind<TPeer, TLease>() => new MixedRun<TPeer, TLease>(SizeSequence.LogUniform(Count, Smallest, Largest));

    private sealed class MixedRun<TPeer, TLease>(int[] sizes) : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly TPeer _peer = TPeer.Create();

        private int _next;

        public override int OperationsPerChunk => LoopLength;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk()
        {
            TPeer peer = _peer;
            ReadOnlySpan<int> window = sizes.AsSpan(_next, LoopLength);
            _next = (_next + LoopLength) % sizes.Length;
            foreach (int size in window)
            {
                TLease lease = peer.Rent(size);
                BufferEnds.Write(peer.Bytes(lease, size), size);
                peer.Return(lease);
            }
        }

        public override void Dispose() => _peer.Dispose();
    }
}

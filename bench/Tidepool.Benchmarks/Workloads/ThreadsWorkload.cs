using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>The same work on ever more threads.</summary>
internal sealed class ThreadsWorkload(int threads) : Workload
{
    private const int Size = 4_096;
    private const int Depth = 4;

    public override string Name => $"threads-{threads}";

    public override string Description => $"{threads} threads: rent {Depth} × 4,096 B, touch, return; per buffer, all threads together";

    public override Run Bind<TPeer, TLease>() => new ThreadsRun<TPeer, TLease>(threads);

    private sealed class ThreadsRun<TPeer, TLease> : TeamRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int Repeats = 32;

        public ThreadsRun(int threads)
            : base(threads, Size)
        {
        }

        public override int OperationsPerChunk => Repeats * Depth * Threads;

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk(int thread)
        {
            TPeer peer = Pool;
            int size = Size;
            for (int i = 0; i < Repeats; i++)
            {
                HeldBuffer<TPeer, TLease> first = HeldBuffer<TPeer, TLease>.Rent(peer, size);
                HeldBuffer<TPeer, TLease> second = HeldBuffer<TPeer, TLease>.Rent(peer, size);
                HeldBuffer<TPeer, TLease> third = HeldBuffer<TPeer, TLease>.Rent(peer, size);
                HeldBuffer<TPeer, TLease> fourth = HeldBuffer<TPeer, TLease>.Rent(peer, size);
                fourth.Return(peer);
                third.Return(peer);
                second.Return(peer);
                first.Return(peer);
            }
        }

        protected override void ReturnAll()
        {
            // Nothing is held between chunks.
        }
    }
}

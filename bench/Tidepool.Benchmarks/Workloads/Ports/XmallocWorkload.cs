using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Pure producers and pure consumers: no thread ever returns what it rented.</summary>
internal sealed class XmallocWorkload(bool mixed) : Workload
{
    private const int Batch = 64;
    private const int MostQueued = 100;

    // 17 sizes, as the original's are eight times smaller: four to each doubling from 1 KiB on.
    private static readonly int[] s_mixedSizes =
        [64, 128, 256, 512, 1_024, 1_280, 1_536, 1_792, 2_048, 2_560, 3_072, 4_096, 5_120, 6_144, 8_192, 12_288, 16_384];

    private static readonly int[] s_oneSize = [4_096];

    public override string Name => mixed ? "xmalloc-mixed" : "xmalloc";

    public override string Description =>
        $"{Processors.Count / 2} threads rent {(mixed ? "17 sizes of 64 B–16 KiB" : "4,096 B")} in batches of {Batch}, {Processors.Count / 2} others return them; at most {MostQueued} batches queued";

    public override int LargestSize => Sizes.Max();

    public override int BuffersHeld => Batch * MostQueued;

    private int[] Sizes => mixed ? s_mixedSizes : s_oneSize;

    public override Run Bind<TPeer, TLease>() => new XmallocRun<TPeer, TLease>(Sizes);

    private sealed class XmallocRun<TPeer, TLease> : TeamRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int BatchesPerChunk = 8;

        private readonly int[] _sizes;
        private readonly BatchQueue<HeldBuffer<TPeer, TLease>[]> _full = new(MostQueued);
        private readonly BatchQueue<HeldBuffer<TPeer, TLease>[]> _empty = new(MostQueued);

        public XmallocRun(int[] sizes)
            : base(Processors.Count / 2 * 2, sizes.Max())
        {
            _sizes = sizes;
            for (int i = 0; i < MostQueued; i++)
            {
                _empty.Put(new HeldBuffer<TPeer, TLease>[Batch]);
            }
        }

        public override int OperationsPerChunk => BatchesPerChunk * Batch * Threads / 2;

        protected override void Chunk(int thread)
        {
            for (int i = 0; i < BatchesPerChunk; i++)
            {
                if (thread % 2 == 0)
                {
                    HeldBuffer<TPeer, TLease>[] batch = _empty.Take();
                    RentAll(Pool, batch, _sizes);
                    _full.Put(batch);
                }
                else
                {
                    HeldBuffer<TPeer, TLease>[] batch = _full.Take();
                    ReturnAll(Pool, batch);
                    _empty.Put(batch);
                }
            }
        }

        protected override void ReturnAll()
        {
            // Nothing is held between chunks.
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void RentAll(TPeer peer, HeldBuffer<TPeer, TLease>[] batch, int[] sizes)
        {
            int size = 0;
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = HeldBuffer<TPeer, TLease>.Rent(peer, sizes[size]);
                size = size + 1 < sizes.Length ? size + 1 : 0;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReturnAll(TPeer peer, HeldBuffer<TPeer, TLease>[] batch)
        {
            foreach (HeldBuffer<TPeer, TLease> held in batch)
            {
                held.Return(peer);
            }
        }
    }
}

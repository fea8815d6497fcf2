using System.Diagnostics;
using System.Runtime.CompilerServices;
using HdrHistogram;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;
using Tidepool.Benchmarks.Workloads;

namespace Tidepool.Benchmarks.Tails;

/// <summary>What a server does with its buffers, each operation timed: a median hides the few that meet the collector.</summary>
internal sealed class ReplacementWorkload : Workload
{
    private const int Slots = 500;
    private const int Smallest = 256;
    private const int Largest = 64 * 1_024;

    public override string Name => "tails";

    public override string Description => $"{Processors.Count} threads, each with {Slots} buffers of 256 B–64 KiB (log-uniform): return a random one, rent another, touch it; each such operation timed";

    public override int LargestSize => Largest;

    public override int BuffersHeld => Slots * Processors.Count;

    public override Run Bind<TPeer, TLease>() => new ReplacementRun<TPeer, TLease>();

    private sealed class ReplacementRun<TPeer, TLease> : TeamRun<TPeer, TLease>, ITimedRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int SizeCount = 4_096;

        /// <summary>Ten seconds in ticks of a nanosecond: far more than any operation takes.</summary>
        private const long Longest = 10_000_000_000;

        private const int SignificantDigits = 2;

        private static readonly int[] s_sizes = SizeSequence.LogUniform(SizeCount, Smallest, Largest);

        private readonly Worker[] _workers;

        public ReplacementRun()
            : base(Processors.Count, Largest) =>
            _workers = [.. Enumerable.Range(1, Processors.Count).Select(seed => new Worker(Pool, seed))];

        public override int OperationsPerChunk => LoopLength * Threads;

        public HistogramBase TakeTimes()
        {
            LongHistogram sum = NewHistogram();
            foreach (Worker worker in _workers)
            {
                sum.Add(worker.Times);
                worker.Times.Reset();
            }

            return sum;
        }

        protected override void Chunk(int thread) => _workers[thread].Chunk();

        protected override void ReturnAll() => Array.ForEach(_workers, static worker => worker.ReturnAll());

        private static LongHistogram NewHistogram() => new(Longest, SignificantDigits);

        private sealed class Worker
        {
            private readonly TPeer _pool;
            private readonly HeldBuffer<TPeer, TLease>[] _held;
            private XorShift _random;
            private int _next;

            public Worker(TPeer pool, int seed)
            {
                _pool = pool;
                _random = new XorShift(seed);
                _next = seed;
                _held = [.. Enumerable.Range(0, Slots).Select(slot => HeldBuffer<TPeer, TLease>.Rent(pool, s_sizes[slot]))];
            }

            public LongHistogram Times { get; } = NewHistogram();

            [MethodImpl(MethodImplOptions.NoInlining)]
            public void Chunk()
            {
                TPeer pool = _pool;
                for (int i = 0; i < LoopLength; i++)
                {
                    ref HeldBuffer<TPeer, TLease> place = ref _held[_random.Below(Slots)];
                    int size = s_sizes[_next++ & (SizeCount - 1)];
                    long start = Stopwatch.GetTimestamp();
                    place.Return(pool);
                    place = HeldBuffer<TPeer, TLease>.Rent(pool, size);
                    Times.RecordValue(Stopwatch.GetTimestamp() - start);
                }
            }

            public void ReturnAll() => Array.ForEach(_held, held => held.Return(_pool));
        }
    }
}

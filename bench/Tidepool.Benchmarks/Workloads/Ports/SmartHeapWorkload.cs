using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Series of buffers returned half in order, half in reverse, with survivors.</summary>
internal sealed class SmartHeapWorkload(bool migrates) : Workload
{
    private const int Series = 64;
    private const int Survivors = Series / 4;
    private const int Smallest = 64;
    private const int Largest = 16 * 1_024;

    public override string Name => migrates ? "sh8bench" : "sh6bench";

    public override string Description =>
        $"{2 * Processors.Count} threads: rent {Series} buffers of 64 B–16 KiB, return every other one in order, most others in reverse; "
        + (migrates ? $"another thread returns the last {Survivors}" : $"the last {Survivors} outlive the next series");

    public override int LargestSize => Largest;

    public override int BuffersHeld => 2 * Processors.Count * (Series + Survivors);

    public override Run Bind<TPeer, TLease>() => new SmartHeapRun<TPeer, TLease>(migrates);

    private sealed class SmartHeapRun<TPeer, TLease> : TeamRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int SeriesPerChunk = 8;

        private static readonly int[] s_sizes = SizeSequence.Uniform(Series * 16, Smallest, Largest);

        private readonly HeldBuffer<TPeer, TLease>[][] _series;

        /// <summary>For each thread the survivors it has to return next: its own, or those its neighbour left there.</summary>
        private readonly HeldBuffer<TPeer, TLease>[][] _survivors;

        /// <summary>The array each thread fills with its next survivors; after the exchange it holds what must be returned.</summary>
        private readonly HeldBuffer<TPeer, TLease>[][] _spare;
        private readonly int[] _next;
        private readonly bool _migrates;

        public SmartHeapRun(bool migrates)
            : base(2 * Processors.Count, Largest)
        {
            _migrates = migrates;
            _series = [.. Enumerable.Range(0, Threads).Select(_ => new HeldBuffer<TPeer, TLease>[Series])];
            _survivors = [.. Enumerable.Range(0, Threads).Select(_ => new HeldBuffer<TPeer, TLease>[Survivors])];
            _spare = [.. Enumerable.Range(0, Threads).Select(_ => new HeldBuffer<TPeer, TLease>[Survivors])];
            _next = new int[Threads];
        }

        public override int OperationsPerChunk => SeriesPerChunk * Series * Threads;

        protected override void Chunk(int thread)
        {
            for (int i = 0; i < SeriesPerChunk; i++)
            {
                HeldBuffer<TPeer, TLease>[] series = _series[thread];
                Rent(Pool, series, s_sizes.AsSpan(_next[thread], Series));
                _next[thread] = (_next[thread] + Series) % s_sizes.Length;
                ReturnMost(Pool, series);

                series.AsSpan(Series - Survivors).CopyTo(_spare[thread]);
                int heir = _migrates ? (thread + 1) % Threads : thread;
                _spare[thread] = Interlocked.Exchange(ref _survivors[heir], _spare[thread]);
                ReturnReversed(Pool, _spare[thread]);
            }
        }

        protected override void ReturnAll()
        {
            foreach (HeldBuffer<TPeer, TLease>[] survivors in _survivors)
            {
                ReturnReversed(Pool, survivors);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Rent(TPeer peer, HeldBuffer<TPeer, TLease>[] series, ReadOnlySpan<int> sizes)
        {
            for (int i = 0; i < series.Length; i++)
            {
                series[i] = HeldBuffer<TPeer, TLease>.Rent(peer, sizes[i]);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReturnMost(TPeer peer, HeldBuffer<TPeer, TLease>[] series)
        {
            for (int i = 0; i < Series - Survivors; i += 2)
            {
                series[i].Return(peer);
            }

            for (int i = Series - Survivors - 1; i > 0; i -= 2)
            {
                series[i].Return(peer);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void ReturnReversed(TPeer peer, HeldBuffer<TPeer, TLease>[] survivors)
        {
            for (int i = survivors.Length - 1; i >= 0; i--)
            {
                if (survivors[i].IsHeld)
                {
                    survivors[i].Return(peer);
                    survivors[i] = default;
                }
            }
        }
    }
}

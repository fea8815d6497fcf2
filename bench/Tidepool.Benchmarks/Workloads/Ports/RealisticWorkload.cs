using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>A realistic mix: many small and few large buffers, every second return from another thread.</summary>
internal sealed class RealisticWorkload : Workload
{
    private const int Smallest = 256;
    private const int Mean = 16 * 1_024;
    private const int Largest = 256 * 1_024;

    /// <summary>Buffers each thread holds.</summary>
    public const int Slots = 100;

    public override string Name => "rptest";

    public override string Description =>
        $"{Processors.Count} threads with {Slots} buffers each, 256 B–256 KiB (exponential, mean 16 KiB): return a random one, every second one another thread's, rent another";

    public override int LargestSize => Largest;

    public override int BuffersHeld => Slots * Processors.Count;

    public override Run Bind<TPeer, TLease>() => BindOutstanding<TPeer, TLease>();

    /// <summary>The same run, as one that can say what is out.</summary>
    public static OutstandingRun BindOutstanding<TPeer, TLease>()
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
        => new RealisticRun<TPeer, TLease>();

    private static int[] Sizes(int count) => SizeSequence.Exponential(count, Smallest, Mean, Largest);

    private sealed class RealisticRun<TPeer, TLease> : OutstandingRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int SizeCount = 4_096;

        private static readonly int[] s_sizes = Sizes(SizeCount);

        private readonly TPeer _peer = TPeer.Create(Largest);
        private readonly Carrier<TPeer, TLease>[][] _slots;

        /// <summary>For each thread the buffer it will return for another.</summary>
        private readonly Carrier<TPeer, TLease>[] _mailboxes;
        private readonly XorShift[] _randoms;
        private readonly Team _team;

        public RealisticRun()
        {
            _slots = [.. Enumerable.Range(0, Processors.Count).Select(_ => Carrier<TPeer, TLease>.Many(Slots))];
            _mailboxes = Carrier<TPeer, TLease>.Many(Processors.Count);
            _randoms = [.. Enumerable.Range(1, Processors.Count).Select(seed => new XorShift(seed))];
            _team = new Team("worker", Processors.Count, (thread, chunks) =>
            {
                for (int i = 0; i < chunks; i++)
                {
                    Chunk(thread);
                }
            });
        }

        public override int OperationsPerChunk => LoopLength * _team.Count;

        public override bool IsThreaded => true;

        public override long BytesAsked => All.Sum(carrier => (long)carrier.Held.Size);

        private IEnumerable<Carrier<TPeer, TLease>> All => _slots.SelectMany(slots => slots).Concat(_mailboxes);

        public override void Execute(int chunks) => _team.Execute(chunks);

        public override void Dispose()
        {
            _team.Dispose();
            foreach (Carrier<TPeer, TLease> carrier in All)
            {
                carrier.Empty(_peer);
            }

            _peer.Dispose();
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Chunk(int thread)
        {
            TPeer peer = _peer;
            Carrier<TPeer, TLease>[] slots = _slots[thread];
            ref Carrier<TPeer, TLease> mailbox = ref _mailboxes[(thread + 1) % _mailboxes.Length];
            XorShift random = _randoms[thread];
            for (int i = 0; i < LoopLength; i++)
            {
                ref Carrier<TPeer, TLease> place = ref slots[random.Below(Slots)];
                if (i % 2 == 0)
                {
                    place = Interlocked.Exchange(ref mailbox, place);
                }

                place.Empty(peer);
                place.Held = HeldBuffer<TPeer, TLease>.Rent(peer, s_sizes[random.Below(SizeCount)]);
            }

            _randoms[thread] = random;
        }
    }
}

using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Phases of unequal threads that exchange buffers; every byte is verified.</summary>
internal sealed class StressWorkload : Workload
{
    private const int TransferSlots = 1_000;
    private const int OwnSlots = 256;
    private const int Largest = 512_000;

    public override string Name => "mstress";

    public override string Description =>
        $"{2 * Processors.Count} threads, each half as busy as the one before: rent and fill, verify all bytes and return, exchange 25 % through a {TransferSlots:N0}-slot area; 64–512 B, 1 % × 100, 0.1 % × 1,000";

    public override int LargestSize => Largest;

    public override int BuffersHeld => TransferSlots + (2 * Processors.Count * OwnSlots);

    public override Run Bind<TPeer, TLease>() => new StressRun<TPeer, TLease>();

    private sealed class StressRun<TPeer, TLease> : TeamRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int SizeCount = 8_192;

        private static readonly int[] s_sizes = Sizes();

        private readonly Carrier<TPeer, TLease>[] _transfer = Carrier<TPeer, TLease>.Many(TransferSlots);
        private readonly Carrier<TPeer, TLease>[][] _own;
        private readonly XorShift[] _randoms;

        public StressRun()
            : base(2 * Processors.Count, Largest)
        {
            _own = [.. Enumerable.Range(0, Threads).Select(_ => Carrier<TPeer, TLease>.Many(OwnSlots))];
            _randoms = [.. Enumerable.Range(1, Threads).Select(seed => new XorShift(seed))];
        }

        public override int OperationsPerChunk => Enumerable.Range(0, Threads).Sum(Steps);

        private static int Steps(int thread) => Math.Max(1, LoopLength >> thread);

        [MethodImpl(MethodImplOptions.NoInlining)]
        protected override void Chunk(int thread)
        {
            TPeer peer = Pool;
            Carrier<TPeer, TLease>[] own = _own[thread];
            XorShift random = _randoms[thread];
            int steps = Steps(thread);
            for (int i = 0; i < steps; i++)
            {
                ref Carrier<TPeer, TLease> place = ref own[random.Below(OwnSlots)];
                int choice = random.Below(100);
                if (choice < 25)
                {
                    place = Interlocked.Exchange(ref _transfer[random.Below(TransferSlots)], place);
                }
                else if (!place.Held.IsHeld)
                {
                    place.Held = HeldBuffer<TPeer, TLease>.Rent(peer, s_sizes[random.Below(SizeCount)]);
                    place.Held.Bytes(peer).Fill((byte)place.Held.Size);
                }
                else if (choice < 75)
                {
                    VerifyAndReturn(peer, place);
                }
            }

            _randoms[thread] = random;
            EndPhase(peer, own);
        }

        protected override void ReturnAll()
        {
            foreach (Carrier<TPeer, TLease> carrier in _own.SelectMany(own => own).Concat(_transfer).Where(carrier => carrier.Held.IsHeld))
            {
                VerifyAndReturn(Pool, carrier);
            }
        }

        /// <summary>At the end of a phase, 2 in 3 buffers go; the others survive into the next.</summary>
        private static void EndPhase(TPeer peer, Carrier<TPeer, TLease>[] own)
        {
            for (int i = 0; i < own.Length; i++)
            {
                if (i % 3 != 0 && own[i].Held.IsHeld)
                {
                    VerifyAndReturn(peer, own[i]);
                }
            }
        }

        private static void VerifyAndReturn(TPeer peer, Carrier<TPeer, TLease> carrier)
        {
            if (carrier.Held.Bytes(peer).ContainsAnyExcept((byte)carrier.Held.Size))
            {
                throw new BufferCheckException($"{TPeer.Name}: a buffer of {carrier.Held.Size:N0} B was overwritten while it was out.");
            }

            carrier.Empty(peer);
        }

        private static int[] Sizes()
        {
            int[] sizes = SizeSequence.Uniform(SizeCount, 64, 512);
            for (int i = 0; i < sizes.Length; i += 100)
            {
                sizes[i] *= i % 1_000 == 0 ? 1_000 : 100;
            }

            return sizes;
        }
    }
}

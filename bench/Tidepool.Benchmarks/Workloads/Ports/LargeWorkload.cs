using System.Runtime.CompilerServices;
using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads.Ports;

/// <summary>Few and big buffers.</summary>
internal sealed class LargeWorkload : Workload
{
    private const int Live = 20;
    private const int Smallest = 5 << 20;
    private const int Largest = 25 << 20;

    public override string Name => "malloc-large";

    public override string Description => $"{Live} live buffers of 5–25 MiB: return a random one, rent another (pools set up for 25 MiB)";

    public override int LargestSize => Largest;

    public override int BuffersHeld => Live;

    public override Run Bind<TPeer, TLease>() => new LargeRun<TPeer, TLease>();

    private sealed class LargeRun<TPeer, TLease> : SingleThreadRun
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private const int Replacements = 8;
        private const int SizeCount = 2_000;

        private static readonly int[] s_sizes = SizeSequence.Uniform(SizeCount, Smallest, Largest);

        private readonly TPeer _peer = TPeer.Create(Largest);
        private readonly HeldBuffer<TPeer, TLease>[] _held = new HeldBuffer<TPeer, TLease>[Live];
        private XorShift _random = new(1);

        public LargeRun()
        {
            for (int i = 0; i < _held.Length; i++)
            {
                _held[i] = HeldBuffer<TPeer, TLease>.Rent(_peer, s_sizes[i]);
            }
        }

        public override int OperationsPerChunk => Replacements;

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
            for (int i = 0; i < Replacements; i++)
            {
                ref HeldBuffer<TPeer, TLease> place = ref _held[_random.Below(Live)];
                place.Return(_peer);
                place = HeldBuffer<TPeer, TLease>.Rent(_peer, s_sizes[_random.Below(SizeCount)]);
            }
        }
    }
}

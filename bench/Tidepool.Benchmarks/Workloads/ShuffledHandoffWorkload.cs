using Tidepool.Benchmarks.Measurement;
using Tidepool.Benchmarks.Peers;

namespace Tidepool.Benchmarks.Workloads;

/// <summary>Rented on one thread, returned on another, in random order.</summary>
internal sealed class ShuffledHandoffWorkload(int ringSize) : Workload
{
    private const int Size = 4_096;

    public override string Name => $"handoff-{ringSize}-shuffled";

    public override string Description =>
        $"as handoff-{ringSize}, but the returning thread keeps {ringSize} buffers and returns a random one of them for each that comes";

    public override Run Bind<TPeer, TLease>() => new Shuffled<TPeer, TLease>(ringSize, Size);

    private sealed class Shuffled<TPeer, TLease> : HandoffRun<TPeer, TLease>
        where TPeer : struct, IPeer<TPeer, TLease>
        where TLease : struct
    {
        private readonly HandoffRing<HeldBuffer<TPeer, TLease>> _ring;
        private readonly HeldBuffer<TPeer, TLease>[] _window;
        private readonly int _size;
        private XorShift _random = new(1);

        public Shuffled(int ringSize, int size)
        {
            _ring = new HandoffRing<HeldBuffer<TPeer, TLease>>(ringSize);
            _window = new HeldBuffer<TPeer, TLease>[ringSize];
            _size = size;
            for (int i = 0; i < _window.Length; i++)
            {
                _window[i] = HeldBuffer<TPeer, TLease>.Rent(Peer, size);
            }
        }

        protected override void ProduceChunk()
        {
            TPeer peer = Peer;
            int size = _size;
            for (int i = 0; i < LoopLength; i++)
            {
                _ring.Enqueue(HeldBuffer<TPeer, TLease>.Rent(peer, size));
            }
        }

        protected override void ConsumeChunk()
        {
            TPeer peer = Peer;
            HeldBuffer<TPeer, TLease>[] window = _window;
            for (int i = 0; i < LoopLength; i++)
            {
                HeldBuffer<TPeer, TLease> incoming = _ring.Dequeue();
                ref HeldBuffer<TPeer, TLease> place = ref window[_random.Below(window.Length)];
                place.Return(peer);
                place = incoming;
            }
        }

        protected override void ReturnLeft()
        {
            foreach (HeldBuffer<TPeer, TLease> held in _window)
            {
                held.Return(Peer);
            }
        }
    }
}
